// The matcher and a plain search agree on every phrase (the first line) in every text (the rest).
#include <algorithm>
#include <cstdint>
#include <string>
#include <variant>

#include "router/message/text.h"
#include "router/rules/borders.h"
#include "router/rules/self_service.h"
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(input.find('\n'), input.size());
  const std::string written = clean(std::string(input.substr(0, line)));
  Message message;
  message.text = clean(std::string(input.substr(line)));
  (void)self_service(message);

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
