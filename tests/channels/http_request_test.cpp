#include "channels/http_request.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

TEST(HttpRequest, FindsTheFirstHeaderWhateverItsCase) {
  const Header headers[] = {
      {"content-type", "a"}, {"X-Twilio-Signature", "b"}, {"Content-Type", "c"}};
  const HttpRequest request{
      .method = {}, .target = {}, .public_url = {}, .headers = headers, .body = {}};
  EXPECT_EQ(request.header("Content-Type"), "a");
  EXPECT_EQ(request.header("x-twilio-signature"), "b");
  EXPECT_EQ(request.header("x-twilio"), "");
}

TEST(HttpRequest, ComparesLettersOnlyWithoutCase) {
  EXPECT_TRUE(equal_ignoring_case("AbZ-09", "aBz-09"));
  EXPECT_FALSE(equal_ignoring_case("@", "`"));  // differ by the same bit as "A" and "a"
  EXPECT_FALSE(equal_ignoring_case("a", "ab"));
}

TEST(HttpRequest, KnowsAMediaTypeByWhatStandsBeforeItsParameters) {
  for (const char* type :
       {"application/json", "Application/JSON", " application/json ; charset=utf-8"}) {
    EXPECT_TRUE(has_media_type(type, "application/json")) << type;
  }
  for (const char* type :
       {"", " ", ";", "application/jsonp", "text/json", "application/json, text/html"}) {
    EXPECT_FALSE(has_media_type(type, "application/json")) << type;
  }
}

}  // namespace
}  // namespace crosstown
