#include "router/rules/logic.h"

#include <algorithm>
#include <set>

#include "router/rules/fact_logic.h"

namespace crosstown {
namespace {

using Kind = Condition::Kind;

constexpr std::size_t media = 7;

bool has(const std::vector<FactNumber>& facts, FactNumber wanted) {
  return std::find(facts.begin(), facts.end(), wanted) != facts.end();
}

}  // namespace

class Logic::Budget {
 public:
  [[nodiscard]] bool spend() { return left_ > 0 && --left_ > 0; }

 private:
  std::size_t left_ = 10'000;
};

Logic::Logic(const RuleSet& set) : set_(set), implied_(implied_facts(set)) {}

bool Logic::implies(const Condition& a, const Condition& b) const {
  Budget budget;
  return implies(a, b, budget);
}
bool Logic::excludes(const Condition& a, const Condition& b) const {
  Budget budget;
  return excludes(a, b, budget);
}
bool Logic::always(const Condition& condition) const {
  Budget budget;
  return always(condition, budget);
}
bool Logic::never(const Condition& condition) const {
  Budget budget;
  return never(condition, budget);
}

bool Logic::implies(const Condition& a, const Condition& b, Budget& budget) const {
  if (!budget.spend()) return false;
  const auto a_implies = [&](const Condition& part) { return implies(a, part, budget); };
  const auto implies_b = [&](const Condition& part) { return implies(part, b, budget); };
  // These two lose nothing: all of `b` is wanted, and of `a` each alternative may be the one.
  if (b.kind == Kind::all) return std::all_of(b.parts.begin(), b.parts.end(), a_implies);
  if (a.kind == Kind::any) return std::all_of(a.parts.begin(), a.parts.end(), implies_b);
  if (a.kind == Kind::leaf && b.kind == Kind::leaf && leaf_implies(a, b)) return true;
  if (b.kind == Kind::negation && excludes(a, b.parts.front(), budget)) return true;
  if (a.kind == Kind::all && std::any_of(a.parts.begin(), a.parts.end(), implies_b)) return true;
  if (b.kind != Kind::any) return false;
  if (std::any_of(b.parts.begin(), b.parts.end(), a_implies)) return true;
  return a.kind == Kind::leaf && a.facts.size() > 1 && each_fact_implies(a, b, budget);
}

bool Logic::leaf_implies(const Condition& a, const Condition& b) const {
  return std::all_of(a.facts.begin(), a.facts.end(), [&](FactNumber fact) {
    const auto& implied = implied_[fact];
    return std::any_of(implied.begin(), implied.end(),
                       [&](FactNumber other) { return has(b.facts, other); });
  });
}

bool Logic::each_fact_implies(const Condition& leaf, const Condition& b, Budget& budget) const {
  return std::all_of(leaf.facts.begin(), leaf.facts.end(), [&](FactNumber fact) {
    return implies(Condition{Kind::leaf, {fact}, {}}, b, budget);
  });
}

bool Logic::excludes(const Condition& a, const Condition& b, Budget& budget) const {
  if (!budget.spend()) return false;
  const auto excludes_a = [&](const Condition& part) { return excludes(part, a, budget); };
  const auto excludes_b = [&](const Condition& part) { return excludes(part, b, budget); };
  if (a.kind == Kind::any) return std::all_of(a.parts.begin(), a.parts.end(), excludes_b);
  if (b.kind == Kind::any) return std::all_of(b.parts.begin(), b.parts.end(), excludes_a);
  if (a.kind == Kind::leaf && b.kind == Kind::leaf) return leaves_exclude(a, b);
  if (a.kind == Kind::negation && implies(b, a.parts.front(), budget)) return true;
  if (b.kind == Kind::negation && implies(a, b.parts.front(), budget)) return true;
  if (a.kind == Kind::all && std::any_of(a.parts.begin(), a.parts.end(), excludes_b)) return true;
  return b.kind == Kind::all && std::any_of(b.parts.begin(), b.parts.end(), excludes_a);
}

bool Logic::leaves_exclude(const Condition& a, const Condition& b) const {
  return std::all_of(a.facts.begin(), a.facts.end(), [&](FactNumber x) {
    return std::all_of(b.facts.begin(), b.facts.end(),
                       [&](FactNumber y) { return incompatible(set_.facts[x], set_.facts[y]); });
  });
}

bool Logic::always(const Condition& condition, Budget& budget) const {
  if (!budget.spend()) return false;
  const auto& parts = condition.parts;
  const auto part_always = [&](const Condition& part) { return always(part, budget); };
  switch (condition.kind) {
    case Kind::leaf: {
      const std::set<FactNumber> facts(condition.facts.begin(), condition.facts.end());
      return set_.facts[*facts.begin()].field == Field::medium && facts.size() == media;
    }
    case Kind::all: return std::all_of(parts.begin(), parts.end(), part_always);
    case Kind::negation: return never(parts.front(), budget);
    case Kind::any: break;
  }
  // Also of "this or not this": what one leaves out is what another takes.
  return std::any_of(parts.begin(), parts.end(), [&](const Condition& part) {
    if (part_always(part)) return true;
    return part.kind == Kind::negation &&
           std::any_of(parts.begin(), parts.end(), [&](const Condition& other) {
             return implies(part.parts.front(), other, budget);
           });
  });
}

bool Logic::never(const Condition& condition, Budget& budget) const {
  if (!budget.spend()) return false;
  const auto& parts = condition.parts;
  const auto part_never = [&](const Condition& part) { return never(part, budget); };
  switch (condition.kind) {
    case Kind::leaf: return false;
    case Kind::any: return std::all_of(parts.begin(), parts.end(), part_never);
    case Kind::negation: return always(parts.front(), budget);
    case Kind::all: break;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (part_never(parts[i])) return true;
    for (std::size_t k = i + 1; k < parts.size(); ++k) {
      if (excludes(parts[i], parts[k], budget)) return true;
    }
  }
  return false;
}

}  // namespace crosstown
