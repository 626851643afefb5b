// `tests:`: what the city expects of its own rules, and whether it is so.
#include <fmt/format.h>

#include "daemon/config/sections.h"
#include "router/language/judge.h"
#include "router/message/normalise.h"
#include "router/selfservice/decide.h"

namespace crosstown {
namespace {

std::string name_of(const config::Value& value, const std::vector<std::string>& names) {
  const auto index = value.one_of(names);
  return index ? names[*index] : std::string();
}

void read_message(config::Section& test, ConfigTest& out, const TestNames& names) {
  if (!test.require("message")) return;
  config::Section message = test.section("message");
  if (const auto channel = message.require("channel"))
    out.channel = name_of(*channel, names.channels);
  out.text = message.required_text("text");
  out.from = message.text("from");
  out.to = message.text("to");
  message.finish();
}

bool expects_routing(const ConfigTest::Expected& wanted) {
  return wanted.queue || wanted.type || wanted.priority || wanted.rule;
}

void read_expected(config::Section& test, ConfigTest::Expected& out, const TestNames& names) {
  static const std::vector<std::string> priorities{"urgent", "normal", "low"};
  if (!test.require("expect")) return;
  config::Section expect = test.section("expect");
  if (const auto queue = expect.find("queue")) out.queue = name_of(*queue, names.queues);
  if (const auto type = expect.find("type")) out.type = type->text();
  if (const auto priority = expect.find("priority"))
    out.priority = priority_from(name_of(*priority, priorities));
  if (const auto language = expect.find("language"))
    out.language = name_of(*language, names.languages);
  if (const auto rule = expect.find("rule")) out.rule = name_of(*rule, names.rules);
  if (const auto answered = expect.find("answered")) out.answered = answered->flag(true);
  if (const auto answer = expect.find("answer")) out.answer = name_of(*answer, names.answers);
  bool any = false;
  for (const auto* key : {"queue", "type", "priority", "language", "rule", "answered", "answer"}) {
    any = expect.has(key) || any;
  }
  expect.finish();
  if (!any) {
    test.problem_at("expect",
                    "expect needs at least one of queue, type, priority, language, rule, answered "
                    "and answer");
  }
  if (expects_routing(out) && (out.answer || out.answered.value_or(false)))
    test.problem_at("expect", "what is answered reaches no queue: expect the one or the other");
}

// The message as its adapter would have read it, normalised and with its language.
Message message_of(const Config& config, const ConfigTest& test, const ChannelConfig& channel) {
  Message message;
  message.medium = channel.medium;
  message.channel = channel.name;
  message.adapter = channel.adapter_name;
  message.provider_id = "test";
  message.from = test.from;
  message.to = test.to;
  message.text = test.text;
  normalise(message, config.normaliser());
  locate(message, config.places.get());
  message.language =
      LanguageJudge(config.city.languages).judge(message.language, message.text, {}).language;
  return message;
}

// What the message itself says of them.
Circumstances circumstances_of(const Message& message) {
  Circumstances circumstances;
  if (message.place) circumstances.areas = message.place->areas;
  return circumstances;
}

// What is said at once, or where the rules send it.
struct Decided {
  Decision decision;
  std::optional<Routing> routing;  // empty: the daemon answers it by itself
};

Decided decided(const Config& config, const Message& message) {
  Decided out;
  if (config.emergency) out.routing = config.emergency->route(message);
  if (out.routing) return out;
  const auto hours = config.office_hours();
  const SelfServiceDesk desk{config.texts, *config.answers, hours, config.city.name,
                             config.emergency ? config.emergency->number : std::string_view()};
  // On no day in particular: what expires is tested as long as it stands in the book.
  out.decision = decide(message, desk, Time{});
  if (out.decision.kind != Decision::Kind::people) return out;
  Message asked = message;
  if (!out.decision.intent.empty()) asked.intent = Intent{out.decision.intent, {}};
  out.routing = config.rules->route(asked, circumstances_of(asked));
  return out;
}

class Verdict {
 public:
  Verdict(const Config& config, const ConfigTest& test, std::vector<config::Problem>& failures)
      : config_(config), test_(test), failures_(failures) {}

  void fail(std::string_view text) {
    failures_.push_back({config_.file.string(), test_.mark,
                         fmt::format("test \"{}\" failed: {}", test_.name, text)});
  }
  void compare(std::string_view what, const std::optional<std::string>& expected,
               std::string_view got, std::string_view why) {
    if (expected && *expected != got)
      fail(fmt::format("{} is \"{}\", not \"{}\"{}", what, got, *expected, why));
  }

 private:
  const Config& config_;
  const ConfigTest& test_;
  std::vector<config::Problem>& failures_;
};

void run(const Config& config, const ConfigTest& test, Verdict& verdict) {
  const ChannelConfig* channel = config.channel(test.channel);
  if (!channel) return verdict.fail(fmt::format("there is no channel \"{}\"", test.channel));
  const Message message = message_of(config, test, *channel);
  const Decided out = decided(config, message);
  const ConfigTest::Expected& wanted = test.expected;
  verdict.compare("language", wanted.language, message.language, "");
  verdict.compare("answer", wanted.answer, out.decision.answer, "");
  if (!out.routing) {
    if (expects_routing(wanted) || !wanted.answered.value_or(true))
      verdict.fail("the daemon answers this by itself; it reaches no queue");
    return;
  }
  if (wanted.answered.value_or(false)) verdict.fail("the daemon does not answer this");
  const Routing& routing = *out.routing;
  const std::string why =
      fmt::format(" (rule \"{}\": {})", routing.rule, fmt::join(routing.why, "; "));
  verdict.compare("rule", test.expected.rule, routing.rule,
                  fmt::format(" ({})", fmt::join(routing.why, "; ")));
  verdict.compare("queue", test.expected.queue, routing.queue, why);
  verdict.compare("type", test.expected.type, routing.type, why);
  if (test.expected.priority) {
    verdict.compare("priority", std::string(to_text(*test.expected.priority)),
                    to_text(routing.priority), why);
  }
}

}  // namespace

std::vector<ConfigTest> read_tests(config::Section& root, const TestNames& names) {
  std::vector<ConfigTest> tests;
  const auto value = root.find("tests");
  if (!value) return tests;
  for (const config::Value& item : value->list()) {
    ConfigTest test;
    test.mark = item.mark();
    config::Section section = item.section();
    test.name = section.required_text("name");
    read_message(section, test, names);
    read_expected(section, test.expected, names);
    section.finish();
    tests.push_back(std::move(test));
  }
  return tests;
}

std::vector<config::Problem> run_config_tests(const Config& config) {
  std::vector<config::Problem> failures;
  for (const ConfigTest& test : config.tests) {
    Verdict verdict(config, test, failures);
    run(config, test, verdict);
  }
  return failures;
}

std::set<std::string> rules_reached(const Config& config) {
  std::set<std::string> winners;
  for (const ConfigTest& test : config.tests) {
    const ChannelConfig* channel = config.channel(test.channel);
    if (!channel) continue;
    const Decided out = decided(config, message_of(config, test, *channel));
    if (out.routing) winners.insert(out.routing->rule);
  }
  return winners;
}

}  // namespace crosstown
