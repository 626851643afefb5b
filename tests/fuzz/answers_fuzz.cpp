// Whatever somebody asks of whatever book: the search comes to an end, its matches are in order and
// within their bounds, the same every time, and a question of the book is always found.
#include <cstdint>
#include <string>

#include "router/answers/answer_book.h"
#include "router/answers/tokens.h"
#include "router/message/text.h"
#include "tests/fuzz/check.h"

namespace {

using namespace crosstown;

ScriptedAnswer answer(std::string id, std::string question, std::string text) {
  ScriptedAnswer one;
  one.id = std::move(id);
  one.title = {{"en", one.id}, {"es", one.id}};
  one.questions = {{"en", {question}}, {"es", {question}}};
  one.text = {{"en", text}, {"es", std::move(text)}};
  return one;
}

// Pieces of the input, so that what is asked has something in common with the book.
AnswerBook made(std::string_view text) {
  std::vector<ScriptedAnswer> all{answer("pool", "when does the pool open", "In May.")};
  for (std::size_t i = 0; i < 4 && !text.empty(); ++i) {
    const auto piece = cut(text, 1 + text.size() / 2);
    if (piece.empty()) break;
    all.push_back(answer("piece" + std::to_string(i), std::string(piece), std::string(text)));
    text.remove_prefix(piece.size());
  }
  return {std::move(all), {"en", "es", "vi"}};
}

void check(const std::vector<Match>& matches) {
  FUZZ_CHECK(matches.size() <= AnswerBook::most_matches);
  for (std::size_t i = 0; i < matches.size(); ++i) {
    FUZZ_CHECK(matches[i].score >= AnswerBook::fair_from && matches[i].score <= 1.0001);
    FUZZ_CHECK(i == 0 || matches[i].score <= matches[i - 1].score);
    FUZZ_CHECK(i == 0 || matches[i].confidence == Confidence::fair);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = clean(std::string(reinterpret_cast<const char*>(data), size));
  const auto middle = cut(text, text.size() / 2);
  const AnswerBook book = made(middle);
  for (const char* language : {"en", "es", "vi", "xx", ""}) {
    const auto matches = book.search(text, language, Time{});
    check(matches);
    const auto again = book.search(text, language, Time{});
    FUZZ_CHECK(again.size() == matches.size());
    for (std::size_t i = 0; i < matches.size(); ++i)
      FUZZ_CHECK(again[i].answer == matches[i].answer && again[i].score == matches[i].score);
  }
  const auto pool = book.search("When does the pool open?", "en", Time{});
  check(pool);
  FUZZ_CHECK(!pool.empty() && pool[0].confidence == Confidence::confident);
  return 0;
}
