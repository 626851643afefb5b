// Words that are of one language alone.
#pragma once

#include <array>
#include <string_view>

namespace crosstown {

// What a word says for its language. Greetings and thanks say less than others: many know those of
// the other language and begin with them.
struct Telling {
  std::string_view language;  // empty: it tells nothing
  int weight = 0;
};

inline constexpr int word_weight = 3;
inline constexpr int courtesy_weight = 1;

// The languages that have such words.
inline constexpr std::array<std::string_view, 2> languages_with_words{"en", "es"};

// `folded`: one word as fold() leaves it.
[[nodiscard]] Telling telling(std::string_view folded);

}  // namespace crosstown
