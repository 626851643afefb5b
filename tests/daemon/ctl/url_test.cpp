#include "daemon/ctl/url.h"

#include <gtest/gtest.h>

#include <ostream>

namespace crosstown::ctl {
namespace {

struct Case {
  std::string_view text;
  bool tls;
  std::string_view authority, host, port, target;
};

TEST(Url, Parts) {
  const std::vector<Case> cases = {
      {"http://127.0.0.1:8311/hooks/city-sms", false, "127.0.0.1:8311", "127.0.0.1", "8311",
       "/hooks/city-sms"},
      {"https://311.riverbend.example/hooks/a?b=c", true, "311.riverbend.example",
       "311.riverbend.example", "443", "/hooks/a?b=c"},
      {"http://[::1]:8311/x", false, "[::1]:8311", "::1", "8311", "/x"},
      {"https://[::1]", true, "[::1]", "::1", "443", "/"},
      {"http://localhost", false, "localhost", "localhost", "80", "/"},
      {"http://localhost?a=/b", false, "localhost", "localhost", "80", "/?a=/b"},
  };
  for (const Case& expected : cases) {
    const auto url = parse_url(expected.text);
    ASSERT_TRUE(url) << expected.text;
    EXPECT_EQ(url->tls, expected.tls) << expected.text;
    EXPECT_EQ(url->authority, expected.authority);
    EXPECT_EQ(url->host, expected.host);
    EXPECT_EQ(url->port, expected.port);
    EXPECT_EQ(url->target, expected.target);
  }
}

TEST(Url, Refused) {
  for (const std::string_view text :
       {"", "localhost", "ftp://localhost/", "http://", "http:///x", "http://:80/", "http://a:/",
        "http://a:x/", "http://a:123456/", "http://[::1/", "http://[::1]x/", "http://u@a/",
        "http://a/#f", "http://a/b c", "http://a/\r\nX: y", "http://a/\xc3\xb1"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

}  // namespace
}  // namespace crosstown::ctl
