#include "daemon/http/request_rules.h"

#include <gtest/gtest.h>

namespace crosstown::http {
namespace {

TEST(RequestRules, OriginForm) {
  const struct {
    std::string_view target, host, result;
  } table[] = {
      {"/a?b", "h", "/a?b"},   {"http://h/a", "h", "/a"}, {"HTTP://H/a", "h", "/a"},
      {"http://h", "h", "/"},  {"http://h:80/", "h", ""}, {"https://h:1/x", "h:1", "/x"},
      {"http://h?x", "h", ""}, {"ftp://h/a", "h", ""},    {"a", "h", ""},
      {"http://", "", ""},     {"http://u@h/a", "h", ""},
  };
  for (const auto& row : table)
    EXPECT_EQ(origin_form(row.target, "GET", row.host), row.result) << row.target;
}

TEST(RequestRules, Hosts) {
  for (const std::string_view good : {"", "riverbend.example", "192.0.2.1:80", "[2001:db8::1]:443"})
    EXPECT_TRUE(valid_host(good)) << good;
  for (const std::string_view bad : {"a b", "a/b", "a@b", "a,b?", "a\"", "a\\b", "ä.example"})
    EXPECT_FALSE(valid_host(bad)) << bad;
}

TEST(RequestRules, Codings) {
  EXPECT_EQ(coding_of("chunked"), Coding::chunked);
  EXPECT_EQ(coding_of("CHUNKED"), Coding::chunked);
  EXPECT_EQ(coding_of("gzip"), Coding::unknown);
  EXPECT_EQ(coding_of("gzip , chunked"), Coding::unknown);
  EXPECT_EQ(coding_of("chunked, gzip"), Coding::bad);
  EXPECT_EQ(coding_of("gzip, chunked, gzip"), Coding::bad);
  EXPECT_EQ(coding_of("chunked,"), Coding::bad);
  EXPECT_EQ(coding_of(","), Coding::bad);
}

}  // namespace
}  // namespace crosstown::http
