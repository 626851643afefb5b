// Known words that a mistyped one may stand for: one letter too many, missing, wrong, or two
// neighbours swapped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crosstown {

// Whether `a` and `b` are one such step apart, or the same.
[[nodiscard]] bool one_step_apart(std::string_view a, std::string_view b);

// A table of all known words with one letter left out: two words one step apart share an entry, so
// a look-up takes as many probes as the word has letters (the idea of SymSpell). Immutable once
// made; shared by threads.
class NearWords {
 public:
  static constexpr std::size_t shortest = 5;  // of shorter words a step makes another word

  NearWords() = default;
  explicit NearWords(const std::vector<std::string>& words);

  // The number of a known word one step from `word`; of several, the first. Only words of at least
  // `shortest` bytes have and are any. `words`: those it was made of.
  [[nodiscard]] std::optional<std::uint32_t> near(std::string_view word,
                                                  const std::vector<std::string>& words) const;

 private:
  std::vector<std::pair<std::uint64_t, std::uint32_t>> entries_;  // sorted
};

}  // namespace crosstown
