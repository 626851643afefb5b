#include "router/rules/rules.h"

#include <utility>

#include "router/message/text.h"
#include "router/rules/fact_index.h"
#include "router/rules/program.h"
#include "router/rules/reasons.h"
#include "router/rules/rules_reader.h"
#include "router/rules/text_matcher.h"

namespace crosstown {
namespace {

// Bytes of a message that text conditions look at; what it is about is said at its beginning.
constexpr std::size_t max_scanned = 64 * 1024;

// A thread's memory for one call of route(), kept for the next.
struct Workspace {
  std::string joined;
  std::string folded;
  BitSet facts;
  BitSet candidates;
};

Workspace& workspace() {
  static thread_local Workspace work;
  return work;
}

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
  Impl(RuleSet rules, TextMatcher texts)
      : set(std::move(rules)), matcher(std::move(texts)), index(set), program(set) {}

  // Into `work`: the facts that hold.
  void judge(const Message& message, const Circumstances& circumstances, Workspace& work) const {
    fold_scanned(message, work);
    work.facts.reset(set.facts.size());
    matcher.scan(work.folded, work.facts);
    index.find(message, circumstances, work.facts);
  }

  [[nodiscard]] Routing decided(std::size_t rule, const Judged& judged) const {
    Routing routing = set.rules[rule].routing;
    if (routing.why.empty()) routing.why = why_held(set.rules[rule].when, judged);
    routing.type_said = routing.type != no_type && held_by_text(set.rules[rule].when, judged);
    return routing;
  }

  RuleSet set;
  TextMatcher matcher;
  FactIndex index;
  Program program;
};

Rules::Rules(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Rules::~Rules() = default;

std::unique_ptr<const Rules> Rules::read(const config::Value& routes, const RuleNames& names) {
  auto set = read_rules(routes, names);
  if (!set) return nullptr;
  auto matcher = TextMatcher::compile(set->patterns);
  if (const auto* mistake = std::get_if<PatternMistake>(&matcher)) {
    routes.problem(mistake->text);
    return nullptr;
  }
  auto impl = std::make_unique<Impl>(std::move(*set), std::move(std::get<TextMatcher>(matcher)));
  return std::unique_ptr<const Rules>(new Rules(std::move(impl)));
}

Routing Rules::route(const Message& message, const Circumstances& circumstances) const {
  Workspace& work = workspace();
  impl_->judge(message, circumstances, work);
  const std::size_t winner = impl_->program.winner(work.facts, work.candidates);
  return impl_->decided(winner, {impl_->set, message, circumstances, work.facts});
}

Explanation Rules::explain(const Message& message, const Circumstances& circumstances) const {
  Workspace& work = workspace();
  impl_->judge(message, circumstances, work);
  const Judged judged{impl_->set, message, circumstances, work.facts};
  const std::size_t winner = impl_->program.winner(work.facts, work.candidates);
  Explanation explanation;
  for (std::size_t i = 0; i < winner; ++i) {
    const Rule& rule = impl_->set.rules[i];
    explanation.steps.push_back({rule.routing.rule, false, why_not(rule.when, judged)});
  }
  explanation.routing = impl_->decided(winner, judged);
  explanation.steps.push_back(
      {explanation.routing.rule, true, one_reason(explanation.routing.why)});
  return explanation;
}

const RuleSet& Rules::set() const { return impl_->set; }

}  // namespace crosstown
