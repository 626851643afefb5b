// A vote of a text's words about its language.
#pragma once

#include <cstddef>
#include <string_view>

namespace crosstown {

struct WordVote {
  std::string_view language;  // that most is said for; empty: nothing, or as much for another
  int for_it = 0;
  int against = 0;          // for the other
  std::size_t letters = 0;  // bytes of words, numbers apart, up to where reading stopped

  // Two words and none against them, or more than twice as much as for the other. Measured on
  // tests/language: nothing that cld2 judges rightly is judged wrongly.
  [[nodiscard]] bool clear() const;
};

// Reads until the lead decides. `text`: valid UTF-8.
[[nodiscard]] WordVote word_vote(std::string_view text);

}  // namespace crosstown
