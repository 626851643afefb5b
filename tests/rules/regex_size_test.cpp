#include "router/rules/regex_size.h"

#include <gtest/gtest.h>

#include <string>

namespace crosstown {
namespace {

TEST(RegexSize, CountsAreWrittenOut) {
  const std::pair<std::string_view, std::size_t> table[] = {
      {"", 0},
      {"abc", 3},
      {"año", 3},
      {"a|bc", 4},
      {"a{3}", 3},
      {"ab{3}", 4},
      {"a{2,5}", 5},
      {"a{4,}", 4},
      {"a{0}", 1},
      {"a{2}{3}", 6},
      {"(ab){3}", 6},
      {"((a{2}b){3}c){2}", 20},
      {"(?:ab){3}", 9},  // an upper bound: the colon counts
      {"(){9}", 9},
      {"[abc]{5}", 5},
      {"[]a]{5}", 5},
      {"[^]a]{5}", 5},
      {"[\\]a]{5}", 5},
      {"[[:alpha:]]{5}", 5},
      {"\\d{5}", 5},
      {"\\{5}", 3},
      {"\\x{1F525}{5}", 5},
      {"\\p{L}{5}", 5},
      {"\\Qa{5}\\E{5}", 8},
      {"a(?#b){5}", 5},
      {"a\\E{5}", 5},
      {"a{x}", 4},
      {"a{,5}", 5},
      {"{5}", 0},
      {"(a", 1},
      {"a)b{2}", 3},
      {"\\", 1},
      {"[", 1},
      {"(?#", 0},
      {"a{249}", 249},
      {"a{251}", regex_size_limit + 1},
      {"((((a{9}){99}){999}){9999}){99999}", regex_size_limit + 1},
      {"a{99999999999999999999999}", regex_size_limit + 1},
  };
  for (const auto& [expression, size] : table)
    EXPECT_EQ(regex_size(expression), size) << expression;
}

}  // namespace
}  // namespace crosstown
