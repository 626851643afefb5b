#include "channels/http/base64.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

struct Pair {
  std::string_view bytes;
  std::string_view text;
};

// RFC 4648 section 10, and both characters that are neither letter nor digit.
constexpr Pair pairs[] = {{"", ""},
                          {"f", "Zg=="},
                          {"fo", "Zm8="},
                          {"foo", "Zm9v"},
                          {"foob", "Zm9vYg=="},
                          {"fooba", "Zm9vYmE="},
                          {"foobar", "Zm9vYmFy"},
                          {"\xfb\xff", "+/8="}};

TEST(Base64, ThereAndBack) {
  for (const auto& [bytes, text] : pairs) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
}

TEST(Base64, TakesNothingElse) {
  for (const char* text :
       {"Zg", "Zg=", "Z===", "====", "Zm9v\n", " Zm9v", "Zm9-", "Zm-_", "Zg==Zg==", "=Zm9"}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace crosstown
