// What can be proven about conditions from their shape alone.
//
// Every answer is one-sided: true is proven, false is "not proven". So whoever tells an operator
// what these say never tells a falsehood; what they miss stays unsaid.
#pragma once

#include <cstddef>
#include <vector>

#include "router/rules/rule.h"

namespace crosstown {

class Logic {
 public:
  // `set` outlives it.
  explicit Logic(const RuleSet& set);

  // Whenever `a` holds, `b` does.
  [[nodiscard]] bool implies(const Condition& a, const Condition& b) const;
  // No message has both.
  [[nodiscard]] bool excludes(const Condition& a, const Condition& b) const;
  // Every message has it; none has.
  [[nodiscard]] bool always(const Condition& condition) const;
  [[nodiscard]] bool never(const Condition& condition) const;

 private:
  // Proofs that take longer are given up: nested conditions multiply.
  class Budget;

  [[nodiscard]] bool implies(const Condition& a, const Condition& b, Budget& budget) const;
  [[nodiscard]] bool excludes(const Condition& a, const Condition& b, Budget& budget) const;
  [[nodiscard]] bool always(const Condition& condition, Budget& budget) const;
  [[nodiscard]] bool never(const Condition& condition, Budget& budget) const;
  [[nodiscard]] bool leaf_implies(const Condition& a, const Condition& b) const;
  [[nodiscard]] bool each_fact_implies(const Condition& leaf, const Condition& b,
                                       Budget& budget) const;
  [[nodiscard]] bool leaves_exclude(const Condition& a, const Condition& b) const;

  const RuleSet& set_;
  std::vector<std::vector<FactNumber>> implied_;  // by fact: what holds with it, itself first
};

}  // namespace crosstown
