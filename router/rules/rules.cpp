#include "router/rules/rules.h"

#include <algorithm>
#include <utility>

#include "router/message/text.h"
#include "router/rules/rules_reader.h"
#include "router/rules/text_matcher.h"

namespace crosstown {
namespace {

// Bytes of a message that text conditions look at; what it is about is said at its beginning.
constexpr std::size_t max_scanned = 64 * 1024;

std::string_view value_of(const Message& message, Field field) {
  switch (field) {
    case Field::channel: return message.channel;
    case Field::medium: return to_text(message.medium);
    case Field::to: return message.to;
  }
  return {};
}

const Condition::Option* held(const Condition& condition, const Message& message) {
  const std::string_view value = value_of(message, condition.field);
  const auto found = std::find_if(condition.options.begin(), condition.options.end(),
                                  [&](const auto& option) { return option.value == value; });
  return found == condition.options.end() ? nullptr : &*found;
}

bool all_held(const Rule& rule, const Message& message) {
  return std::all_of(
      rule.conditions.begin(), rule.conditions.end(),
      [&](const Condition& condition) { return held(condition, message) != nullptr; });
}

// A thread's memory for one call of route(), kept for the next.
struct Workspace {
  std::string joined;
  std::string folded;
  BitSet patterns;
  BitSet candidates;
};

// Subject and text as one: an email often says what it is about in its subject alone.
void fold_scanned(const Message& message, Workspace& work) {
  if (message.subject.empty()) {
    fold_into(cut(message.text, max_scanned), work.folded);
    return;
  }
  work.joined.assign(message.subject).append("\n").append(cut(message.text, max_scanned));
  fold_into(cut(work.joined, max_scanned), work.folded);
}

}  // namespace

struct Rules::Impl {
  Impl(std::vector<Rule> all, std::vector<std::string> reasons, TextMatcher texts)
      : rules(std::move(all)), pattern_why(std::move(reasons)), matcher(std::move(texts)) {
    without_text.reset(rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (rules[i].patterns == 0) without_text.set(i);
      rule_of_pattern.insert(rule_of_pattern.end(), rules[i].patterns, i);
    }
  }

  // Rules that the text does not rule out.
  void find_candidates(Workspace& work) const {
    work.candidates = without_text;
    for (auto hit = work.patterns.first_from(0); hit != BitSet::none;
         hit = work.patterns.first_from(hit + 1)) {
      work.candidates.set(rule_of_pattern[hit]);
    }
  }

  Routing decided(const Rule& rule, const Message& message, const BitSet& hits) const {
    Routing routing = rule.routing;
    routing.why.reserve(rule.conditions.size() + 1);
    for (const auto& condition : rule.conditions)
      routing.why.push_back(held(condition, message)->why);
    if (rule.patterns > 0) routing.why.push_back(pattern_why[hits.first_from(rule.first_pattern)]);
    return routing;
  }

  std::vector<Rule> rules;
  std::vector<std::string> pattern_why;
  std::vector<std::size_t> rule_of_pattern;
  BitSet without_text;
  TextMatcher matcher;
};

Rules::Rules(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Rules::~Rules() = default;

std::unique_ptr<const Rules> Rules::read(const config::Value& routes, const RuleNames& names) {
  auto set = read_rules(routes, names);
  if (!set) return nullptr;
  auto matcher = TextMatcher::compile(std::move(set->patterns));
  if (const auto* mistake = std::get_if<PatternMistake>(&matcher)) {
    routes.problem(mistake->text);
    return nullptr;
  }
  auto impl = std::make_unique<Impl>(std::move(set->rules), std::move(set->pattern_why),
                                     std::move(std::get<TextMatcher>(matcher)));
  return std::unique_ptr<const Rules>(new Rules(std::move(impl)));
}

Routing Rules::route(const Message& message) const {
  static thread_local Workspace work;
  fold_scanned(message, work);
  impl_->matcher.scan(work.folded, work.patterns);
  impl_->find_candidates(work);

  std::size_t number = work.candidates.first_from(0);
  // The last rule has no condition, so this ends.
  while (!all_held(impl_->rules[number], message)) number = work.candidates.first_from(number + 1);
  return impl_->decided(impl_->rules[number], message, work.patterns);
}

}  // namespace crosstown
