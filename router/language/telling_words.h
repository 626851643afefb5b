// Words that are of one language alone.
#pragma once

#include <string_view>

namespace crosstown {

// The language of a word as fold() leaves it ("en", "es"); empty: it tells nothing.
[[nodiscard]] std::string_view language_of_word(std::string_view folded);

}  // namespace crosstown
