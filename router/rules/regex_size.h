// How large a regular expression gets when its counted repeats are written out.
#pragma once

#include <cstddef>
#include <string_view>

namespace crosstown {

// An upper bound of characters that `expression` (PCRE's syntax) stands for once a{3} is aaa:
// nested counts multiply. Vectorscan's compiler takes time and memory by this and not by the length
// of what is written: /a.{5000}b/ keeps it busy for seconds before it refuses. Linear; never more
// than regex_size_limit + 1. Of what is not well-formed, anything.
inline constexpr std::size_t regex_size_limit = 1000;
[[nodiscard]] std::size_t regex_size(std::string_view expression);

}  // namespace crosstown
