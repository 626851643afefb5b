// The conditions of all rules in one flat array, and which rules are worth a look at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "router/rules/bit_set.h"
#include "router/rules/rule.h"

namespace crosstown {

// Immutable; shared by all threads.
//
// A rule that can hold only if one of a few facts does is looked at only for messages of which one
// does hold: the text entries of a rule, say. Of a thousand rules with words in them a message
// meets a handful.
class Program {
 public:
  explicit Program(const RuleSet& set);

  // The first rule whose condition holds. `facts`: those that hold. `candidates` is memory to work
  // in. The last rule always holds.
  [[nodiscard]] std::size_t winner(const BitSet& facts, BitSet& candidates) const;

  [[nodiscard]] bool holds(std::size_t rule, const BitSet& facts) const {
    return step_holds(entries_[rule], facts);
  }

  // How many rules winner() would look at, at most.
  [[nodiscard]] std::size_t count_candidates(const BitSet& facts, BitSet& candidates) const;

 private:
  // A condition; its parts follow it, up to `end`.
  struct Step {
    Condition::Kind kind;
    std::uint32_t first;  // of a leaf, into `facts_`
    std::uint32_t count;
    std::uint32_t end;
  };
  void append(const Condition& condition);
  void index(const RuleSet& set);
  [[nodiscard]] bool step_holds(std::size_t at, const BitSet& facts) const;
  void find_candidates(const BitSet& facts, BitSet& candidates) const;

  std::vector<Step> steps_;
  std::vector<FactNumber> facts_;
  std::vector<std::uint32_t> entries_;  // of each rule its first step
  // Rules that a fact makes worth a look: those of fact f are rules_[begin_[f] … begin_[f + 1]).
  std::vector<std::uint32_t> begin_;
  std::vector<std::uint32_t> rules_;
  BitSet always_;  // rules that are always worth a look
};

}  // namespace crosstown
