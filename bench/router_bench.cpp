// What the router costs for each message before it reaches the store, piece by piece.
#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>

#include "router/config/reader.h"
#include "router/message/envelope.h"
#include "router/message/normalise.h"
#include "router/message/text.h"
#include "router/message/tracking.h"
#include "router/message/uuid.h"
#include "router/rules/rules.h"
#include "router/rules/self_service.h"

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

std::unique_ptr<const Rules> rules_with(int keywords) {
  std::string yaml = "routes:\n";
  for (int i = 0; i < keywords; i += 4) {
    const std::string n = std::to_string(i);
    yaml += "- { name: rule-" + n + ", when: { text: [keyword" + n + ", palabra" + n +
            ", street sign " + n + ", wort" + n +
            "] }, then: { queue: public-works, type: pothole } }\n";
  }
  yaml +=
      "- { name: holes, when: { channel: city-sms, text: [hole, caído] }, then: { queue: "
      "public-works, type: pothole } }\n";
  yaml += "- { name: rest, then: { queue: front-desk } }\n";
  config::Problems problems;
  const auto document = config::Document::parse(yaml, "bench.yaml", problems);
  auto root = document.root();
  auto rules =
      Rules::read(root.require("routes").value(), {{"public-works", "front-desk"}, {"city-sms"}, {"en", "es"}});
  if (!rules) throw std::runtime_error(to_text(problems.sorted().front()));
  return rules;
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
  for (auto _ : state) benchmark::DoNotOptimize(self_service(message));
}
BENCHMARK(self_service_text);

void tracking_number(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_tracking("26-0001234-9"));
}
BENCHMARK(tracking_number);

// Keywords, then bytes of text; 0: Spanish with accents.
void route(benchmark::State& state) {
  const auto rules = rules_with(static_cast<int>(state.range(0)));
  const Message message = message_with(state.range(1) == 0 ? spanish() : english(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(rules->route(message, {}));
}
BENCHMARK(route)->ArgsProduct({{20, 200, 1000}, {0, 100, 300}});

}  // namespace
