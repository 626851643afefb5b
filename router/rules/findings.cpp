#include "router/rules/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "router/rules/logic.h"

namespace crosstown {
namespace {

using Kind = Finding::Kind;

bool same_result(const Routing& a, const Routing& b) {
  const auto result = [](const Routing& r) {
    return std::tie(r.queue, r.type, r.priority, r.tier, r.answer, r.due);
  };
  return result(a) == result(b);
}

std::string named(const Rule& rule) {
  return fmt::format("\"{}\" (line {})", rule.routing.rule, rule.mark.line);
}

class Search {
 public:
  explicit Search(const RuleSet& set) : rules_(set.rules), logic_(set) {}

  std::vector<Finding> all() {
    // The last rule has no condition: it takes the rest, and nothing comes after it.
    for (std::size_t i = 0; i + 1 < rules_.size(); ++i) judge(i);
    return std::move(findings_);
  }

 private:
  void judge(std::size_t number) {
    const Rule& rule = rules_[number];
    if (logic_.never(rule.when)) {
      add(Kind::impossible, rule,
          "can never win: its own conditions cannot hold together in any message");
    } else if (!judge_against_earlier(number)) {
      if (logic_.always(rule.when)) {
        add(Kind::everything, rule,
            "takes every message, whatever its conditions look like; no rule after it can win");
        everything_ = number;
      }
      live_.push_back(number);
    }
  }

  // Rules that cannot win themselves take nothing from those after them.
  bool judge_against_earlier(std::size_t number) {
    const Rule& rule = rules_[number];
    for (const std::size_t earlier : live_) {
      if (earlier != everything_ && !logic_.implies(rule.when, rules_[earlier].when)) continue;
      tell_of(rule, rules_[earlier]);
      return true;
    }
    const auto several = taken_by_several(rule);
    if (several.empty()) return false;
    add(Kind::shadowed, rule,
        fmt::format("can never win: whatever it would take, the rules {} take before it",
                    fmt::join(several, ", ")));
    return true;
  }

  void tell_of(const Rule& rule, const Rule& earlier) {
    const bool same = logic_.implies(earlier.when, rule.when);
    if (same && !same_result(rule.routing, earlier.routing)) {
      add(Kind::contradicted, rule,
          fmt::format("has the same condition as the rule {} but another result; the earlier one "
                      "always wins",
                      named(earlier)));
    } else {
      add(Kind::shadowed, rule,
          fmt::format("can never win: whatever it would take, the rule {} takes before it",
                      named(earlier)));
    }
  }

  // Where one of the rule's conditions is a list, each of its values may have an earlier rule of
  // its own. Their names; empty: not proven.
  std::vector<std::string> taken_by_several(const Rule& rule) const {
    Condition trial{Condition::Kind::all, {}, {}};
    if (rule.when.kind == Condition::Kind::all) {
      trial.parts = rule.when.parts;
    } else {
      trial.parts = {rule.when};
    }
    for (Condition& part : trial.parts) {
      const bool is_list = part.kind == Condition::Kind::any
                               ? part.parts.size() > 1
                               : part.kind == Condition::Kind::leaf && part.facts.size() > 1;
      if (!is_list) continue;
      const Condition whole = part;
      auto takers = takers_of_each(whole, part, trial);
      part = whole;
      if (!takers.empty()) return takers;
    }
    return {};
  }

  std::vector<std::string> takers_of_each(const Condition& whole, Condition& part,
                                          const Condition& trial) const {
    std::vector<std::string> takers;
    const std::size_t values = std::max(whole.facts.size(), whole.parts.size());
    for (std::size_t i = 0; i < values; ++i) {
      part = whole.kind == Condition::Kind::any
                 ? whole.parts[i]
                 : Condition{Condition::Kind::leaf, {whole.facts[i]}, {}};
      const auto taker = std::find_if(live_.begin(), live_.end(), [&](std::size_t earlier) {
        return logic_.implies(trial, rules_[earlier].when);
      });
      if (taker == live_.end()) return {};
      std::string name = named(rules_[*taker]);
      if (std::find(takers.begin(), takers.end(), name) == takers.end())
        takers.push_back(std::move(name));
    }
    return takers;
  }

  void add(Kind kind, const Rule& rule, std::string_view text) {
    findings_.push_back({kind, rule.routing.rule, rule.mark,
                         fmt::format("the rule \"{}\" {}", rule.routing.rule, text)});
  }

  const std::vector<Rule>& rules_;
  Logic logic_;
  std::optional<std::size_t> everything_;  // a rule that takes every message
  std::vector<std::size_t> live_;          // earlier rules that can win, as far as is known
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> rule_findings(const Rules& rules) { return Search(rules.set()).all(); }

Coverage coverage(const Rules& rules, const std::set<std::string>& winners) {
  Coverage coverage;
  for (const Rule& rule : rules.set().rules) {
    ++coverage.rules;
    if (winners.contains(rule.routing.rule)) {
      ++coverage.reached;
    } else {
      coverage.missed.push_back(rule.routing.rule);
    }
  }
  return coverage;
}

}  // namespace crosstown
