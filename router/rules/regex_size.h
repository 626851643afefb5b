// How large a regular expression gets when its counted repeats are written out.
#pragma once

#include <cstddef>
#include <string_view>

namespace crosstown {

// An upper bound of characters that `expression` (PCRE's syntax) stands for once a{3} is aaa:
// nested counts multiply. Vectorscan's compiler takes time and memory by this and not by the length
// of what is written. On one core /word .{0,40}other/ takes it 55 ms, with 200 it takes 250, with
// 400 1,400, and with 900 more than a minute. Hence the limits, of one expression and of all.
// Linear; never more than regex_size_limit + 1. Of what is not well-formed, anything.
inline constexpr std::size_t regex_size_limit = 250;
inline constexpr std::size_t all_regexes_limit = 5000;
[[nodiscard]] std::size_t regex_size(std::string_view expression);

}  // namespace crosstown
