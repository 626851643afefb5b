// `tests:`: what the city expects of its own rules, and whether it is so.
#include <absl/time/time.h>
#include <fmt/format.h>

#include "daemon/config/foresee.h"
#include "daemon/config/sections.h"

namespace crosstown {
namespace {

std::string name_of(const config::Value& value, const std::vector<std::string>& names) {
  const auto index = value.one_of(names);
  return index ? names[*index] : std::string();
}

// A name alone, or with its slots: { ReportIssue: { issue: pothole } }.
Intent intent_of(const config::Value& value) {
  Intent intent;
  if (value.is_scalar()) {
    intent.name = value.text();
    return intent;
  }
  const auto named = value.section().entries();
  if (named.size() != 1) {
    value.must_be("a name, or a name with its slots like { ReportIssue: { issue: pothole } }");
    return intent;
  }
  intent.name = named.front().first;
  for (const auto& [slot, word] : named.front().second.section().entries())
    intent.slots.emplace_back(slot, word.text());
  return intent;
}

// "2026-11-23T20:00"
std::optional<absl::CivilMinute> minute_of(const config::Value& value) {
  absl::CivilMinute minute;
  const std::string text = value.is_scalar() ? value.text() : std::string();
  if (text.size() == std::string_view("2026-11-23T20:00").size() &&
      absl::ParseCivilTime({text.data(), text.size()}, &minute))
    return minute;
  value.must_be("a minute by the city's clock, like 2026-11-23T20:00");
  return std::nullopt;
}

std::string to_text(absl::CivilMinute minute) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", minute.year(), minute.month(), minute.day(),
                     minute.hour(), minute.minute());
}

absl::TimeZone zone_of(const Config& config) {
  absl::TimeZone zone;
  absl::LoadTimeZone(config.city.timezone, &zone);  // load_config() has checked it
  return zone;
}

std::optional<Time> moment_of(const Config& config, const ConfigTest& test) {
  if (!test.time) return std::nullopt;
  return Time(
      std::chrono::milliseconds(absl::ToUnixMillis(absl::FromCivil(*test.time, zone_of(config)))));
}

void read_message(config::Section& test, ConfigTest& out, const TestNames& names) {
  if (!test.require("message")) return;
  config::Section message = test.section("message");
  if (const auto channel = message.require("channel"))
    out.channel = name_of(*channel, names.channels);
  out.text = message.required_text("text");
  out.from = message.text("from");
  out.to = message.text("to");
  out.subject = message.text("subject");
  out.language = message.text("language");
  if (const auto intent = message.find("intent")) out.intent = intent_of(*intent);
  if (const auto time = message.find("time")) out.time = minute_of(*time);
  message.finish();
}

bool expects_routing(const ConfigTest::Expected& wanted) {
  return wanted.queue || wanted.type || wanted.priority || wanted.rule || wanted.after_hours ||
         wanted.due;
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
  if (const auto after_hours = expect.find("after_hours"))
    out.after_hours = after_hours->flag(true);
  if (const auto due = expect.find("due")) {
    if (const auto minute = minute_of(*due)) out.due = to_text(*minute);
  }
  bool any = false;
  for (const auto* key : {"queue", "type", "priority", "language", "rule", "answered", "answer",
                          "after_hours", "due"}) {
    any = expect.has(key) || any;
  }
  expect.finish();
  if (!any) {
    test.problem_at("expect",
                    "expect needs at least one of queue, type, priority, language, rule, answered, "
                    "answer, after_hours and due");
  }
  if (expects_routing(out) && (out.answer || out.answered.value_or(false)))
    test.problem_at("expect", "what is answered reaches no queue: expect the one or the other");
}

// As its adapter would have read it.
Message message_of(const ConfigTest& test, const ChannelConfig& channel) {
  Message message;
  message.medium = channel.medium;
  message.channel = channel.name;
  message.adapter = channel.adapter_name;
  message.provider_id = "test";
  message.from = test.from;
  message.to = test.to;
  message.language = test.language;
  message.subject = test.subject;
  message.text = test.text;
  message.intent = test.intent;
  return message;
}

struct Tried {
  Message message;
  Foreseen came;
};

Tried tried(const Config& config, const Judges& judges, const ConfigTest& test,
            const ChannelConfig& channel) {
  Tried out{message_of(test, channel), {}};
  prepare(out.message, judges);
  out.came = foresee(out.message, judges, moment_of(config, test));
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

void compare_promise(const Config& config, const ConfigTest::Expected& wanted,
                     const Routing& routing, Verdict& verdict) {
  if (wanted.after_hours && *wanted.after_hours != routing.after_hours)
    verdict.fail(fmt::format("{} is {}", routing.queue, routing.after_hours ? "closed" : "open"));
  if (!wanted.due) return;
  std::string due = "never";
  if (routing.due_at) {
    const auto moment = absl::FromUnixMillis(routing.due_at->time_since_epoch().count());
    due = to_text(absl::ToCivilMinute(moment, zone_of(config)));
  }
  verdict.compare("due", wanted.due, due, fmt::format(" (queue \"{}\")", routing.queue));
}

void run(const Config& config, const Judges& judges, const ConfigTest& test, Verdict& verdict) {
  const ChannelConfig* channel = config.channel(test.channel);
  if (!channel) return verdict.fail(fmt::format("there is no channel \"{}\"", test.channel));
  const auto [message, came] = tried(config, judges, test, *channel);
  const ConfigTest::Expected& wanted = test.expected;
  verdict.compare("language", wanted.language, message.language, "");
  verdict.compare("answer", wanted.answer, came.decision.answer, "");
  if (!came.routing) {
    if (expects_routing(wanted) || !wanted.answered.value_or(true))
      verdict.fail("the daemon answers this by itself; it reaches no queue");
    return;
  }
  if (wanted.answered.value_or(false)) verdict.fail("the daemon does not answer this");
  const Routing& routing = *came.routing;
  const std::string why =
      fmt::format(" (rule \"{}\": {})", routing.rule, fmt::join(routing.why, "; "));
  verdict.compare("rule", test.expected.rule, routing.rule,
                  fmt::format(" ({})", fmt::join(routing.why, "; ")));
  verdict.compare("queue", test.expected.queue, routing.queue, why);
  verdict.compare("type", test.expected.type, routing.type, why);
  if (test.expected.priority) {
    verdict.compare("priority", std::string(crosstown::to_text(*test.expected.priority)),
                    crosstown::to_text(routing.priority), why);
  }
  compare_promise(config, wanted, routing, verdict);
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
    if ((test.expected.after_hours || test.expected.due) && !test.time)
      section.problem_at("expect", "after_hours and due need the message's time");
    section.finish();
    tests.push_back(std::move(test));
  }
  return tests;
}

std::vector<config::Problem> run_config_tests(const Config& config) {
  std::vector<config::Problem> failures;
  const ConfigJudges judges(config);
  for (const ConfigTest& test : config.tests) {
    Verdict verdict(config, test, failures);
    run(config, judges.judges(), test, verdict);
  }
  return failures;
}

std::set<std::string> rules_reached(const Config& config) {
  std::set<std::string> winners;
  const ConfigJudges judges(config);
  for (const ConfigTest& test : config.tests) {
    const ChannelConfig* channel = config.channel(test.channel);
    if (!channel) continue;
    const auto routing = tried(config, judges.judges(), test, *channel).came.routing;
    if (routing) winners.insert(routing->rule);
  }
  return winners;
}

}  // namespace crosstown
