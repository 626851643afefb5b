// What the language judgement and the tripwire cost for each message.
#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>

#include "router/emergency/tripwire.h"
#include "router/language/judge.h"

namespace {

using namespace crosstown;

// What a text is judged by: its words; cld2, where they do not tell (4).
std::string text_of(std::int64_t kind) {
  const std::string spanish = "Hay un bache muy grande en la calle Principal cerca de la escuela. ";
  switch (kind) {
    case 0: return "hola, hay un hoyo";
    case 1: return spanish;
    case 2: return spanish + spanish + spanish + spanish;
    case 3:
      return "There has been a huge pothole in the right lane of Redwood for about two weeks now";
    case 4: return "El restaurante de la Tercera tira grasa a la alcantarilla";
    default: break;
  }
  std::string text;
  while (text.size() < 30'000) text += spanish;
  return text;
}

void judge_language(benchmark::State& state) {
  const LanguageJudge judge({"en", "es"});
  const std::string text = text_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(judge.judge("", text, ""));
  state.SetLabel(std::to_string(text.size()) + " bytes");
}
BENCHMARK(judge_language)->DenseRange(0, 5);

std::shared_ptr<const Tripwire> shipped() {
  auto made = Tripwire::make(shipped_emergency_words());
  if (auto* mistake = std::get_if<PatternMistake>(&made)) throw std::runtime_error(mistake->text);
  return std::get<0>(std::move(made));
}

void check_tripwire(benchmark::State& state) {
  const auto tripwire = shipped();
  Message message;
  message.text = text_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(tripwire->check(message));
  state.SetLabel(std::to_string(message.text.size()) + " bytes");
}
BENCHMARK(check_tripwire)->DenseRange(0, 5);

// A word and an exception in one text: their places decide.
void check_exception(benchmark::State& state) {
  const auto tripwire = shipped();
  Message message;
  message.text = "The fire hydrant at 5th and Main is leaking, please have a look at it soon";
  for (auto _ : state) benchmark::DoNotOptimize(tripwire->check(message));
}
BENCHMARK(check_exception);

void make_tripwire(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(shipped());
}
BENCHMARK(make_tripwire)->Unit(benchmark::kMillisecond);

}  // namespace
