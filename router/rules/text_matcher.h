// All text patterns of all rules in one vectorscan database, which reads a text once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "router/rules/bit_set.h"
#include "router/rules/pattern.h"

struct hs_database;

namespace crosstown {

// Immutable after construction; shared by all threads. Each thread has one scratch area for all
// matchers it ever uses, which is replaced by a larger one when there are newer matchers and ends
// with the thread.
class TextMatcher {
 public:
  // Fails when the processor is too old for vectorscan or the patterns are too many for it.
  [[nodiscard]] static std::variant<TextMatcher, PatternMistake> compile(
      std::vector<Pattern> patterns);

  // How many patterns it was given.
  [[nodiscard]] std::size_t size() const { return patterns_.size(); }

  // `folded`: see fold(); valid UTF-8. Adds the numbers of the patterns found in it, as they were
  // given to compile(), to `hits`, which has room for them. Gives how many places vectorscan
  // reported: what a scan costs beyond the length of the text. Takes no memory but for the first
  // scan of a thread.
  std::size_t scan(std::string_view folded, BitSet& hits) const;

 private:
  struct FreeDatabase {
    void operator()(hs_database* database) const;
  };
  TextMatcher(std::vector<Pattern> patterns, hs_database* database);

  std::vector<Pattern> patterns_;
  std::unique_ptr<hs_database, FreeDatabase> database_;  // null: no patterns
  std::uint64_t generation_;  // which scratch areas are large enough; 0: it needs none
};

}  // namespace crosstown
