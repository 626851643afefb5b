// What a look into the answer book costs.
#include <benchmark/benchmark.h>

#include <random>
#include <string>

#include "router/answers/answer_book.h"

namespace {

using namespace crosstown;

// Made-up words with the frequencies of real ones: few of them are in most questions.
class Words {
 public:
  explicit Words(std::string ending) : ending_(std::move(ending)) {}
  std::string one() {
    const double x = std::generate_canonical<double, 32>(random_);
    return name(static_cast<unsigned>(4000 * x * x * x));
  }
  std::string several(int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += (i ? " " : "") + one();
    return out;
  }

 private:
  [[nodiscard]] std::string name(unsigned number) const {
    std::string word;
    for (unsigned rest = number + 300; rest > 0; rest /= 20) {
      word += "bcdfghjklmnpqrstvwxz"[rest % 20];
      word += "aeiou"[rest % 5];
    }
    return word + ending_;
  }
  std::mt19937 random_{311};
  std::string ending_;
};

std::vector<ScriptedAnswer> made_up(std::size_t count) {
  Words english("t");
  Words spanish("l");
  std::vector<ScriptedAnswer> answers;
  for (std::size_t i = 0; i < count; ++i) {
    ScriptedAnswer answer;
    answer.id = "answer-" + std::to_string(i);
    for (auto [language, words] : {std::pair("en", &english), std::pair("es", &spanish)}) {
      answer.title[language] = words->several(4);
      for (int q = 0; q < 4; ++q) answer.questions[language].push_back(words->several(7));
      answer.text[language] = words->several(30);
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

const AnswerBook& book() {
  static const AnswerBook book(made_up(2000), {"en", "es"});
  return book;
}

void search(benchmark::State& state) {
  Words words(state.range(1) ? "l" : "t");
  std::vector<std::string> texts;
  for (int i = 0; i < 64; ++i)
    texts.push_back(words.several(static_cast<int>(state.range(0))) + "?");
  const char* const language = state.range(1) ? "es" : "en";
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(book().search(texts[i++ % texts.size()], language, Time{}));
}
BENCHMARK(search)->ArgsProduct({{3, 8, 40, 300}, {0, 1}});

// A letter wrong in each word.
void search_mistyped(benchmark::State& state) {
  Words words("t");
  std::string text = words.several(8);
  for (std::size_t i = 3; i < text.size(); i += 7) text[i] = 'y';
  for (auto _ : state) benchmark::DoNotOptimize(book().search(text, "en", Time{}));
}
BENCHMARK(search_mistyped);

void make_book(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(AnswerBook(made_up(2000), {"en", "es"}));
}
BENCHMARK(make_book)->Unit(benchmark::kMillisecond);

}  // namespace
