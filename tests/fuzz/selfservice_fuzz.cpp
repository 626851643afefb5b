// Whatever somebody writes: self-service and the answer book come to an end, keep their bounds, and
// never stop a resident's texts for a sign.
#include <cstdint>
#include <string>

#include "router/message/text.h"
#include "router/selfservice/decide.h"
#include "router/selfservice/wish.h"
#include "tests/fuzz/check.h"

namespace {

using namespace crosstown;

AnswerBook made() {
  ScriptedAnswer one;
  one.id = "pool";
  one.title = {{"en", "The pool"}, {"es", "La alberca"}};
  one.questions = {{"en", {"when does the pool open"}}, {"es", {"cuándo abre la alberca"}}};
  one.text = {{"en", "In May."}, {"es", "En mayo."}};
  ScriptedAnswer two = one;
  two.id = "park";
  two.questions = {{"en", {"park"}}, {"es", {"parque"}}};
  return {{one, two}, {"en", "es"}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const AnswerBook book = made();
  static const Texts texts;
  static const std::optional<Hours> hours;
  Message message;
  message.text = clean(std::string(reinterpret_cast<const char*>(data), size));
  for (const char* language : {"en", "es", "vi", ""}) {
    message.language = language;
    const Decision decision = decide(message, {texts, book, hours, "Riverbend", "911"}, Time{});
    FUZZ_CHECK(decision.suggestions.size() <= AnswerBook::most_matches);
    for (const auto& one : decision.suggestions)
      FUZZ_CHECK(one.score >= AnswerBook::fair_from && one.score <= 1.0001);
    FUZZ_CHECK(decision.kind != Decision::Kind::status || !decision.tracking.empty());
  }
  message.text = "the stop sign is down\n" + message.text;
  const auto wish = wish_of(message);
  const auto* out = wish ? std::get_if<WantOptOut>(&*wish) : nullptr;
  FUZZ_CHECK(!out || out->in_own_words);
  return 0;
}
