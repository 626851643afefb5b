// What the router costs for each message before it reaches the store, piece by piece.
#include <benchmark/benchmark.h>

#include <map>
#include <stdexcept>
#include <string>

#include "router/config/reader.h"
#include "router/message/envelope.h"
#include "router/message/normalise.h"
#include "router/message/text.h"
#include "router/message/tracking.h"
#include "router/message/uuid.h"
#include "router/rules/findings.h"
#include "router/rules/rules.h"
#include "router/selfservice/wish.h"

namespace {

using namespace crosstown;

const Time now(std::chrono::milliseconds(1'795'363'445'123));

// About 100, 300 and 30,000 bytes.
std::string english(std::int64_t bytes) {
  const std::string sentence =
      "There is a large hole on Main Street near the school, please repair it soon, thank you very "
      "much.\n";
  std::string text;
  while (static_cast<std::int64_t>(text.size()) < bytes) text += sentence;
  text.resize(static_cast<std::size_t>(bytes));
  return text;
}

std::string spanish() {
  std::string text;
  while (text.size() < 300)
    text +=
        "Hay un árbol caído en la calle Principal, cerca del número 12. ¿Cuándo vendrán mañana? ";
  return text;
}

Message message_with(std::string text) {
  Message message;
  message.id = uuid_v7(now);
  message.time = now;
  message.channel = "city-sms";
  message.adapter = "twilio-sms";
  message.provider_id = "SM0123456789abcdef0123456789abcdef";
  message.from = "+18015550123";
  message.to = "+18015550100";
  message.language = "en";
  message.text = std::move(text);
  return message;
}

std::unique_ptr<const Rules> rules_from(const std::string& routes) {
  const std::string yaml = "routes:\n" + routes + "- { name: rest, then: { queue: front-desk } }\n";
  config::Problems problems;
  const auto document = config::Document::parse(yaml, "bench.yaml", problems);
  auto root = document.root();
  auto rules =
      Rules::read(root.require("routes").value(), {.queues = {"public-works", "front-desk"},
                                                   .channels = {"city-sms"},
                                                   .languages = {"en", "es"},
                                                   .calendars = {"city-hall"},
                                                   .area_kinds = {"ward"}});
  if (!rules) throw std::runtime_error(to_text(problems.sorted().front()));
  return rules;
}

// Ten text entries a rule, words and phrases in two languages, none of which the texts have. Then
// one that they do have.
std::string text_rules(int entries) {
  std::string yaml;
  for (int i = 0; i < entries; i += 10) {
    std::string text;
    for (int k = i; k < i + 5; ++k) {
      const std::string n = std::to_string(k);
      text += (text.empty() ? "keyword" : ", keyword") + n + ", street sign " + n;
    }
    yaml += "- { name: rule-" + std::to_string(i) + ", when: { text: [" + text +
            "], not: { language: es, hours: { city-hall: open } } }, then: { queue: public-works, "
            "type: pothole } }\n";
  }
  return yaml +
         "- { name: holes, when: { channel: city-sms, text: [hole, caído] }, then: { queue: "
         "public-works, type: pothole } }\n";
}

// Made once: ten thousand entries take vectorscan's compiler a while.
const Rules& rules_of(int entries) {
  static std::map<int, std::unique_ptr<const Rules>> made;
  auto& rules = made[entries];
  if (!rules) rules = rules_from(text_rules(entries));
  return *rules;
}

// A thousand rules of one condition each.
std::string thousand_rules(const std::string& before, const std::string& after) {
  std::string yaml;
  for (int i = 0; i < 1000; ++i) {
    const std::string n = std::to_string(i);
    yaml += "- { name: rule-" + n + ", when: { " + before + n + after +
            " }, then: { queue: public-works } }\n";
  }
  return yaml;
}

const Routing routing{
    "public-works", "pothole", Priority::normal, "potholes", {"text matched \"bache\""}};

void uuid(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(uuid_v7(now));
}
BENCHMARK(uuid);

void clean_text(benchmark::State& state) {
  std::string text = english(state.range(0));
  for (auto _ : state) {
    text = clean(std::move(text));
    benchmark::DoNotOptimize(text);
  }
}
BENCHMARK(clean_text)->Arg(100)->Arg(300)->Arg(30'000);

void clean_spanish(benchmark::State& state) {
  std::string text = spanish();
  for (auto _ : state) {
    text = clean(std::move(text));
    benchmark::DoNotOptimize(text);
  }
}
BENCHMARK(clean_spanish);

void fold_text(benchmark::State& state) {
  const std::string text = state.range(0) == 0 ? spanish() : english(state.range(0));
  std::string out;
  for (auto _ : state) {
    fold_into(text, out);
    benchmark::DoNotOptimize(out);
  }
}
BENCHMARK(fold_text)->Arg(0)->Arg(100)->Arg(300);

void normalise_message(benchmark::State& state) {
  Message message = message_with(english(state.range(0)));
  const NormaliserSettings settings;
  for (auto _ : state) {
    normalise(message, settings);
    benchmark::DoNotOptimize(message);
  }
}
BENCHMARK(normalise_message)->Arg(100)->Arg(300);

void event_fragments(benchmark::State& state) {
  const Message message = message_with(english(state.range(0)));
  for (auto _ : state)
    benchmark::DoNotOptimize(fragments(message, routing, "city-sms:+18015550123"));
}
BENCHMARK(event_fragments)->Arg(100)->Arg(300)->Arg(30'000);

void self_service_text(benchmark::State& state) {
  const Message message = message_with(english(60));
  for (auto _ : state) benchmark::DoNotOptimize(wish_of(message));
}
BENCHMARK(self_service_text);

void tracking_number(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_tracking("26-0001234-9"));
}
BENCHMARK(tracking_number);

// Text entries, then bytes of text; 0: Spanish with accents.
void route_text(benchmark::State& state) {
  const Rules& rules = rules_of(static_cast<int>(state.range(0)));
  const Message message = message_with(state.range(1) == 0 ? spanish() : english(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(rules.route(message, {}));
}
BENCHMARK(route_text)->ArgsProduct({{10, 200, 10'000}, {0, 100, 300, 30'000}});

// Two matchers by turns, as the daemon has one for emergencies and one for its rules: a thread must
// not prepare anew for each of them.
void route_by_turns(benchmark::State& state) {
  const Rules& few = rules_of(200);
  const Rules& many = rules_of(10'000);
  const Message message = message_with(english(100));
  for (auto _ : state) {
    benchmark::DoNotOptimize(few.route(message, {}));
    benchmark::DoNotOptimize(many.route(message, {}));
  }
}
BENCHMARK(route_by_turns);

// A thousand rules without text. The third kind has nothing to tell its rules apart by, so each is
// judged.
void route_fields(benchmark::State& state, const std::string& before, const std::string& after) {
  const auto rules = rules_from(thousand_rules(before, after));
  Message message = message_with(english(100));
  message.intent = Intent{"Intent999", {{"issue", "pothole"}}};
  for (auto _ : state) benchmark::DoNotOptimize(rules->route(message, {}));
}
BENCHMARK_CAPTURE(route_fields, intent, "intent: Intent", "");
BENCHMARK_CAPTURE(route_fields, from_prefix, "from: '+1801555", "*'");
BENCHMARK_CAPTURE(route_fields, all_alike, "channel: city-sms, not: { type: type-",
                  "}, medium: app");

void explain_text(benchmark::State& state) {
  const Rules& rules = rules_of(static_cast<int>(state.range(0)));
  const Message message = message_with(english(300));
  for (auto _ : state) benchmark::DoNotOptimize(rules.explain(message, {}));
}
BENCHMARK(explain_text)->Arg(200)->Arg(10'000);

// What a reload and a check cost.
void read_rules(benchmark::State& state) {
  const std::string yaml = text_rules(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(rules_from(yaml));
}
BENCHMARK(read_rules)->Arg(200)->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);

void find_doubtful_rules(benchmark::State& state) {
  const Rules& rules = rules_of(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(rule_findings(rules));
}
BENCHMARK(find_doubtful_rules)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
