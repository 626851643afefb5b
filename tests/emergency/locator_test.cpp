#include "router/emergency/locator.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crosstown {
namespace {

std::vector<std::string> places(std::string_view pattern, std::string_view text) {
  const Locator locator({std::get<Pattern>(read_pattern(pattern))});
  std::vector<Located> found;
  EXPECT_TRUE(locator.locate(0, text, found));
  std::vector<std::string> out;
  for (const Located& one : found)
    out.push_back(std::to_string(one.begin) + "-" + std::to_string(one.end));
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Locator, FindsEveryPlace) {
  using Places = std::vector<std::string>;
  EXPECT_EQ(places("fire", "fire, fires, a fire"), (Places{"0-4", "15-19"}));
  EXPECT_EQ(places("fire hydrant", "fire - hydrant"), (Places{"0-14"}));
  EXPECT_EQ(places("no no", "no no no"), (Places{"0-5", "3-8"}));
  EXPECT_EQ(places("/a+b/", "xaab ab"), (Places{"1-4", "5-7"}));
  EXPECT_EQ(places("/ab+/", "abb"), (Places{"0-2", "0-3"}));
  EXPECT_EQ(places("fire", ""), Places{});
}

}  // namespace
}  // namespace crosstown
