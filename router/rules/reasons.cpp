#include "router/rules/reasons.h"

#include <fmt/format.h>

#include <algorithm>

#include "router/message/text.h"

namespace crosstown {
namespace {

constexpr std::size_t max_lines = 16;
constexpr std::size_t max_reason = 400;  // bytes, as is the next
constexpr std::size_t max_value = 60;
constexpr std::size_t max_values = 5;
constexpr std::size_t max_alternatives = 3;

std::string shortened(std::string_view text, std::size_t limit) {
  constexpr std::string_view sign = "…";
  if (text.size() <= limit) return std::string(text);
  return std::string(cut(text, limit - sign.size())).append(sign);
}

bool holds(const Condition& condition, const BitSet& facts) {
  const auto part_holds = [&](const Condition& part) { return holds(part, facts); };
  const auto& parts = condition.parts;
  switch (condition.kind) {
    case Condition::Kind::leaf:
      return std::any_of(condition.facts.begin(), condition.facts.end(),
                         [&](FactNumber fact) { return facts.test(fact); });
    case Condition::Kind::all: return std::all_of(parts.begin(), parts.end(), part_holds);
    case Condition::Kind::any: return std::any_of(parts.begin(), parts.end(), part_holds);
    case Condition::Kind::negation: return !part_holds(parts.front());
  }
  return false;
}

// "pothole, bache", "a, b, c, d, e and 7 more"
std::string listed(const Condition& leaf, const RuleSet& set) {
  std::string out;
  for (std::size_t i = 0; i < std::min(leaf.facts.size(), max_values); ++i) {
    if (i > 0) out += ", ";
    out += shortened(set.facts[leaf.facts[i]].value, max_value);
  }
  if (leaf.facts.size() > max_values)
    out += fmt::format(" and {} more", leaf.facts.size() - max_values);
  return out;
}

// What the message has instead, where that is nothing a resident wrote or is known by.
std::string_view observed(const Fact& wanted, const Judged& judged) {
  const Message& message = judged.message;
  switch (wanted.field) {
    case Field::channel: return message.channel;
    case Field::medium: return to_text(message.medium);
    case Field::to: return message.to;
    case Field::language: return message.language;
    case Field::type: return judged.circumstances.type;
    case Field::intent: return message.intent ? std::string_view(message.intent->name) : "";
    case Field::area:
      for (const auto& [kind, value] : judged.circumstances.areas) {
        if (kind == wanted.subject) return value;
      }
      return {};
    default: return {};
  }
}

std::string leaf_why_not(const Condition& leaf, const Judged& judged) {
  const Fact& fact = judged.set.facts[leaf.facts.front()];
  const std::string values = listed(leaf, judged.set);
  if (fact.field == Field::text) return fmt::format("text has none of: {}", values);
  if (fact.field == Field::from) return fmt::format("from matches none of: {}", values);
  if (fact.field == Field::slot) return fmt::format("slot {} is none of: {}", fact.subject, values);
  if (fact.field == Field::hours) return fmt::format("hours of {} are closed", fact.subject);
  const std::string_view name = fact.subject.empty() ? to_text(fact.field) : fact.subject;
  const std::string_view value = observed(fact, judged);
  if (value.empty()) return fmt::format("{} is not known, so none of: {}", name, values);
  const std::string got = shortened(value, max_value);
  return leaf.facts.size() == 1 ? fmt::format("{} is {}, not {}", name, got, values)
                                : fmt::format("{} is {}, none of: {}", name, got, values);
}

bool is_hours(const Condition& condition, const RuleSet& set) {
  return condition.kind == Condition::Kind::leaf &&
         set.facts[condition.facts.front()].field == Field::hours;
}

void add_why_held(const Condition& condition, const Judged& judged,
                  std::vector<std::string>& lines) {
  if (lines.size() == max_lines) return;
  const auto& parts = condition.parts;
  const auto held = [&](const Condition& part) { return holds(part, judged.facts); };
  switch (condition.kind) {
    case Condition::Kind::leaf: {
      const auto fact = std::find_if(condition.facts.begin(), condition.facts.end(),
                                     [&](FactNumber f) { return judged.facts.test(f); });
      lines.push_back(judged.set.facts[*fact].why);
      return;
    }
    case Condition::Kind::all:
      for (const Condition& part : parts) add_why_held(part, judged, lines);
      return;
    case Condition::Kind::any:
      return add_why_held(*std::find_if(parts.begin(), parts.end(), held), judged, lines);
    case Condition::Kind::negation: lines.push_back(why_not(parts.front(), judged)); return;
  }
}

std::string unbounded_why_not(const Condition& condition, const Judged& judged) {
  const auto& parts = condition.parts;
  const auto failed = [&](const Condition& part) { return !holds(part, judged.facts); };
  switch (condition.kind) {
    case Condition::Kind::leaf: return leaf_why_not(condition, judged);
    case Condition::Kind::all:
      return why_not(*std::find_if(parts.begin(), parts.end(), failed), judged);
    case Condition::Kind::any: {
      std::vector<std::string> reasons;
      for (std::size_t i = 0; i < std::min(parts.size(), max_alternatives); ++i)
        reasons.push_back(why_not(parts[i], judged));
      return fmt::format("none of {} alternatives: {}", parts.size(), one_reason(reasons));
    }
    case Condition::Kind::negation: {
      const std::string held = one_reason(why_held(parts.front(), judged));
      return is_hours(parts.front(), judged.set) ? held : fmt::format("not wanted: {}", held);
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> why_held(const Condition& condition, const Judged& judged) {
  std::vector<std::string> lines;
  add_why_held(condition, judged, lines);
  return lines;
}

std::string why_not(const Condition& condition, const Judged& judged) {
  return shortened(unbounded_why_not(condition, judged), max_reason);
}

bool held_by_text(const Condition& condition, const Judged& judged) {
  const auto& parts = condition.parts;
  switch (condition.kind) {
    case Condition::Kind::leaf:
      return judged.set.facts[condition.facts.front()].field == Field::text &&
             holds(condition, judged.facts);
    case Condition::Kind::all:
    case Condition::Kind::any:
      return std::any_of(parts.begin(), parts.end(),
                         [&](const Condition& part) { return held_by_text(part, judged); });
    case Condition::Kind::negation: return false;
  }
  return false;
}

std::string one_reason(const std::vector<std::string>& lines) {
  return shortened(fmt::format("{}", fmt::join(lines, "; ")), max_reason);
}

}  // namespace crosstown
