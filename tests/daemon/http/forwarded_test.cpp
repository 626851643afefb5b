#include "daemon/http/forwarded.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace crosstown::http {
namespace {

const TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"});

Peer told(std::vector<Header> headers, bool secure = false) {
  Peer peer;
  peer.address = "127.0.0.1";
  peer.secure = secure;
  apply_forwarded(headers, proxies, peer);
  return peer;
}

TEST(Forwarded, Address) {
  const struct {
    std::string_view list, client;
  } table[] = {
      {"192.0.2.1", "192.0.2.1"},
      {" 192.0.2.1 ", "192.0.2.1"},
      {"198.51.100.9, 192.0.2.1", "192.0.2.1"},            // the left one anybody can write
      {"198.51.100.9, 192.0.2.1, 10.1.2.3", "192.0.2.1"},  // our own proxies are passed over
      {"10.9.9.9, 10.1.2.3", "10.9.9.9"},                  // only proxies: the farthest
      {"192.0.2.1:4711", "192.0.2.1"},
      {"2001:db8::7", "2001:db8::7"},
      {"[2001:db8::7]:4711", "2001:db8::7"},
      {"192.0.2.1, 2001:db8:1::5", "192.0.2.1"},
      {"192.0.2.1, nonsense", "127.0.0.1"},
      {"192.0.2.1, unknown, 10.1.2.3", "10.1.2.3"},
      {"", "127.0.0.1"},
      {"[", "127.0.0.1"},
      {"::ffff:192.0.2.1", "192.0.2.1"},
  };
  for (const auto& row : table)
    EXPECT_EQ(told({{"X-Forwarded-For", row.list}}).address, row.client) << row.list;
}

TEST(Forwarded, SeveralHeadersAreOneList) {
  EXPECT_EQ(told({{"x-forwarded-for", "198.51.100.9, 192.0.2.1"}, {"X-Forwarded-For", "10.1.2.3"}})
                .address,
            "192.0.2.1");
}

TEST(Forwarded, Protocol) {
  EXPECT_TRUE(told({{"X-Forwarded-Proto", "https"}}).secure);
  EXPECT_FALSE(told({{"X-Forwarded-Proto", "http"}}, true).secure);
  EXPECT_FALSE(told({{"X-Forwarded-Proto", "https, http"}}).secure);
  EXPECT_TRUE(told({}, true).secure);
}

TEST(Forwarded, Host) {
  const std::vector<Header> good = {{"X-Forwarded-Host", "evil.example, 311.riverbend.example"}};
  EXPECT_EQ(forwarded_host(good), "311.riverbend.example");
  const std::vector<Header> bad = {{"X-Forwarded-Host", "a/b"}};
  EXPECT_EQ(forwarded_host(bad), "");
}

TEST(TrustedProxies, Blocks) {
  const struct {
    std::string_view block, address;
    bool trusted;
  } table[] = {
      {"10.0.0.0/8", "10.255.0.1", true},      {"10.0.0.0/8", "11.0.0.1", false},
      {"192.0.2.128/25", "192.0.2.129", true}, {"192.0.2.128/25", "192.0.2.127", false},
      {"192.0.2.1", "192.0.2.1", true},        {"192.0.2.1", "192.0.2.2", false},
      {"0.0.0.0/0", "203.0.113.7", true},      {"0.0.0.0/0", "2001:db8::1", false},
      {"2001:db8::/32", "2001:db8::1", true},  {"2001:db8::/32", "2001:db9::1", false},
      {"::/0", "2001:db8::1", true},
  };
  for (const auto& row : table) {
    const TrustedProxies list({std::string(row.block)});
    EXPECT_EQ(list.trusts(*parse_ip(row.address)), row.trusted) << row.block << ' ' << row.address;
  }
}

TEST(TrustedProxies, RefusesWhatIsNoBlock) {
  for (const char* bad : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0/8", "/8"})
    EXPECT_THROW(TrustedProxies({bad}), std::invalid_argument) << bad;
  EXPECT_TRUE(TrustedProxies({"unix"}).trusts_unix());
}

}  // namespace
}  // namespace crosstown::http
