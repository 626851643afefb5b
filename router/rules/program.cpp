#include "router/rules/program.h"

#include <algorithm>

namespace crosstown {
namespace {

// Roughly, how many of a hundred messages such a fact holds of.
constexpr std::size_t share(Field field) {
  switch (field) {
    case Field::text:
    case Field::from:
    case Field::slot: return 1;
    case Field::area:
    case Field::type:
    case Field::intent: return 5;
    case Field::to:
    case Field::language: return 20;
    case Field::channel:
    case Field::medium: return 30;
    case Field::hours: return 50;
  }
  return 100;
}

// Facts of which one holds whenever the condition does.
struct Need {
  std::vector<FactNumber> facts;
  std::size_t share = 0;
};

std::optional<Need> need_of(const Condition& condition, const RuleSet& set);

std::optional<Need> least_need(const Condition& all, const RuleSet& set) {
  std::optional<Need> least;
  for (const Condition& part : all.parts) {
    auto need = need_of(part, set);
    if (need && (!least || need->share < least->share)) least = std::move(need);
  }
  return least;
}

std::optional<Need> joint_need(const Condition& any, const RuleSet& set) {
  Need joint;
  for (const Condition& part : any.parts) {
    const auto need = need_of(part, set);
    if (!need) return std::nullopt;
    joint.facts.insert(joint.facts.end(), need->facts.begin(), need->facts.end());
    joint.share += need->share;
  }
  return joint;
}

std::optional<Need> need_of(const Condition& condition, const RuleSet& set) {
  switch (condition.kind) {
    case Condition::Kind::leaf: {
      const Field field = set.facts[condition.facts.front()].field;
      return Need{condition.facts, condition.facts.size() * share(field)};
    }
    case Condition::Kind::all: return least_need(condition, set);
    case Condition::Kind::any: return joint_need(condition, set);
    case Condition::Kind::negation: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Program::Program(const RuleSet& set) {
  for (const Rule& rule : set.rules) {
    entries_.push_back(static_cast<std::uint32_t>(steps_.size()));
    append(rule.when);
  }
  index(set);
}

void Program::append(const Condition& condition) {
  const std::size_t at = steps_.size();
  steps_.push_back({condition.kind, static_cast<std::uint32_t>(facts_.size()),
                    static_cast<std::uint32_t>(condition.facts.size()), 0});
  facts_.insert(facts_.end(), condition.facts.begin(), condition.facts.end());
  for (const Condition& part : condition.parts) append(part);
  steps_[at].end = static_cast<std::uint32_t>(steps_.size());
}

void Program::index(const RuleSet& set) {
  std::vector<std::vector<std::uint32_t>> by_fact(set.facts.size());
  always_.reset(set.rules.size());
  for (std::size_t rule = 0; rule < set.rules.size(); ++rule) {
    const auto need = need_of(set.rules[rule].when, set);
    if (!need) always_.set(rule);
    if (!need) continue;
    for (const FactNumber fact : need->facts) {
      auto& rules = by_fact[fact];
      const auto number = static_cast<std::uint32_t>(rule);
      if (rules.empty() || rules.back() != number) rules.push_back(number);
    }
  }
  begin_.push_back(0);
  for (const auto& rules : by_fact) {
    rules_.insert(rules_.end(), rules.begin(), rules.end());
    begin_.push_back(static_cast<std::uint32_t>(rules_.size()));
  }
}

bool Program::step_holds(std::size_t at, const BitSet& facts) const {
  const Step& step = steps_[at];
  switch (step.kind) {
    case Condition::Kind::leaf:
      return std::any_of(facts_.begin() + step.first, facts_.begin() + step.first + step.count,
                         [&](FactNumber fact) { return facts.test(fact); });
    case Condition::Kind::all:
      for (std::size_t part = at + 1; part < step.end; part = steps_[part].end) {
        if (!step_holds(part, facts)) return false;
      }
      return true;
    case Condition::Kind::any:
      for (std::size_t part = at + 1; part < step.end; part = steps_[part].end) {
        if (step_holds(part, facts)) return true;
      }
      return false;
    case Condition::Kind::negation: return !step_holds(at + 1, facts);
  }
  return false;
}

void Program::find_candidates(const BitSet& facts, BitSet& candidates) const {
  candidates = always_;
  for (auto fact = facts.first_from(0); fact != BitSet::none; fact = facts.first_from(fact + 1)) {
    for (std::size_t i = begin_[fact]; i < begin_[fact + 1]; ++i) candidates.set(rules_[i]);
  }
}

std::size_t Program::winner(const BitSet& facts, BitSet& candidates) const {
  find_candidates(facts, candidates);
  std::size_t rule = candidates.first_from(0);
  while (!holds(rule, facts)) rule = candidates.first_from(rule + 1);
  return rule;
}

std::size_t Program::count_candidates(const BitSet& facts, BitSet& candidates) const {
  find_candidates(facts, candidates);
  std::size_t count = 0;
  for (auto rule = candidates.first_from(0); rule != BitSet::none;
       rule = candidates.first_from(rule + 1))
    ++count;
  return count;
}

}  // namespace crosstown
