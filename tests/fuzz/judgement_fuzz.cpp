// Whatever somebody writes has one of the city's languages; and an emergency stays one, whatever is
// written before or behind it.
#include <cstdint>
#include <string>

#include "router/emergency/tripwire.h"
#include "router/language/judge.h"
#include "router/message/text.h"
#include "tests/fuzz/check.h"

namespace {

using namespace crosstown;

std::shared_ptr<const Tripwire> made() {
  config::Problems problems;
  EmergencyWords words;
  const auto document = config::Document::parse(
      "en: { words: [fire, '/no(t|thing) moves/'], except: [fire pit, the fire, nothing moves me] "
      "}\n",
      "words.yaml", problems);
  read_emergency_words(document.root(), words);
  return std::get<0>(Tripwire::make(std::move(words)));
}

bool trips(const Tripwire& tripwire, std::string text) {
  Message message;
  message.text = std::move(text);
  return tripwire.check(message).has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const LanguageJudge judge({"en", "es"});
  static const auto tripwire = made();
  const std::string text = clean(std::string(reinterpret_cast<const char*>(data), size));
  const auto judged = judge.judge("", text, "");
  FUZZ_CHECK(judged.language == "en" || judged.language == "es");
  FUZZ_CHECK(judge.judge("", text, "es").by != Judged::By::words);

  (void)trips(*tripwire, text);
  FUZZ_CHECK(trips(*tripwire, text + "\n. fire"));
  FUZZ_CHECK(trips(*tripwire, "fire! " + text));
  FUZZ_CHECK(trips(*tripwire, "not moves " + text));
  FUZZ_CHECK(!trips(*tripwire, "fire pit, the fire; nothing moves me"));
  return 0;
}
