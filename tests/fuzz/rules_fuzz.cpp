// The matcher and a plain search agree on every phrase (the first line) in every text (the rest).
// Input that begins with "- " is a list of rules, and "---" ends it: whatever they are, what is
// said about them holds for the text after it, and the explanation tells the decision that was
// made.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "router/config/reader.h"
#include "router/message/normalise.h"
#include "router/message/text.h"
#include "router/rules/borders.h"
#include "router/rules/findings.h"
#include "router/rules/regex_size.h"
#include "router/rules/text_matcher.h"
#include "tests/fuzz/check.h"

namespace {

using namespace crosstown;

// Forwards and word by word, unlike the matcher.
bool begins_at(const std::vector<std::string>& words, std::string_view text, std::size_t start) {
  std::size_t at = start;
  for (const auto& word : words) {
    const std::size_t gap = at;
    while (at > start && at < text.size() && separates_words(text[at])) ++at;
    if (&word != &words.front() && at == gap) return false;
    if (!text.substr(at).starts_with(word)) return false;
    at += word.size();
  }
  return is_word_border(text, start) && is_word_border(text, at);
}

bool found_plainly(const std::vector<std::string>& words, std::string_view text) {
  for (std::size_t start = 0; start < text.size(); ++start) {
    if (begins_at(words, text, start)) return true;
  }
  return false;
}

const RuleNames names{.queues = {"parks", "water"},
                      .channels = {"sms", "chat"},
                      .languages = {"en", "es"},
                      .calendars = {"hall", "pool"},
                      .queue_calendars = {{"parks", "hall"}},
                      .area_kinds = {"ward"},
                      .answers = {"snow"}};

std::unique_ptr<const Rules> rules_from(std::string_view routes) {
  config::Problems problems;
  const auto document =
      config::Document::parse("routes:\n" + std::string(routes), "fuzz.yaml", problems);
  auto root = document.root();
  const auto value = root.find("routes");
  auto rules = value ? Rules::read(*value, names) : nullptr;
  return problems.empty() ? std::move(rules) : nullptr;
}

void judge(const Rules& rules, const Message& message, const Circumstances& circumstances) {
  const Routing routing = rules.route(message, circumstances);
  const Explanation explanation = rules.explain(message, circumstances);
  FUZZ_CHECK(explanation.routing.rule == routing.rule && explanation.routing.why == routing.why);
  FUZZ_CHECK(!routing.why.empty() && explanation.steps.back().rule == routing.rule);
  for (const auto& step : explanation.steps) {
    FUZZ_CHECK(step.matched == (&step == &explanation.steps.back()));
    FUZZ_CHECK(!step.reason.empty() && step.reason.size() <= 400);
  }
  for (const Finding& finding : rule_findings(rules))
    FUZZ_CHECK(finding.kind == Finding::Kind::everything || finding.rule != routing.rule);
}

void try_rules(std::string_view input) {
  const auto end = std::min(input.find("\n---"), input.size());
  const auto rules = rules_from(input.substr(0, end));
  if (!rules) return;
  Message message;
  message.channel = "sms";
  message.from = "+18015550123";
  message.language = "es-MX";
  message.intent = Intent{"Report", {{"issue", "tree"}}};
  message.text = std::string(input.substr(std::min(input.size(), end + 4)));
  normalise(message, NormaliserSettings{});
  judge(*rules, message, {});
  const bool open[] = {true, false};
  const std::vector<std::pair<std::string, std::string>> areas{{"ward", "3"}};
  judge(*rules, message, {open, areas, "tree"});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  FUZZ_CHECK(regex_size(input) <= regex_size_limit + 1);
  if (input.starts_with("- ")) {
    try_rules(input);
    return 0;
  }
  const auto line = std::min(input.find('\n'), input.size());
  const std::string written = clean(std::string(input.substr(0, line)));
  Message message;
  message.text = clean(std::string(input.substr(line)));

  // Vectorscan's own compiler of regular expressions is not what is tried here.
  if (written.starts_with('/')) return 0;
  auto pattern = read_pattern(written);
  if (!std::holds_alternative<Pattern>(pattern)) return 0;
  const auto words = std::get<Pattern>(pattern).words;
  const auto matcher = TextMatcher::compile({std::get<Pattern>(std::move(pattern))});
  FUZZ_CHECK(std::holds_alternative<TextMatcher>(matcher));

  const std::string folded = fold(message.text);
  BitSet hits;
  hits.reset(1);
  std::get<TextMatcher>(matcher).scan(folded, hits);
  FUZZ_CHECK(hits.test(0) == found_plainly(words, folded));
  return 0;
}
