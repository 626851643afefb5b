#include "router/dialogue/speech.h"

#include <algorithm>

namespace crosstown::dialogue {
namespace {

constexpr char digits_begin = '\x0e';
constexpr char telephone_begin = '\x11';
constexpr char end_mark = '\x0f';
constexpr std::string_view begins = "\x0e\x11";

std::string marked(char begin, std::string_view text) {
  std::string out(1, begin);
  out += text;
  out += end_mark;
  return out;
}

}  // namespace

std::string as_digits(std::string_view number) { return marked(digits_begin, number); }
std::string as_telephone(std::string_view number) { return marked(telephone_begin, number); }

std::vector<SpeechPart> parts_of(std::string_view text) {
  std::vector<SpeechPart> parts;
  while (!text.empty()) {
    const bool is_marked = begins.find(text.front()) != std::string_view::npos;
    const std::size_t end =
        std::min(is_marked ? text.find(end_mark) : text.find_first_of(begins), text.size());
    const auto kind = !is_marked                     ? SpeechPart::Kind::words
                      : text.front() == digits_begin ? SpeechPart::Kind::digits
                                                     : SpeechPart::Kind::telephone;
    parts.push_back({kind, text.substr(is_marked ? 1 : 0, end - (is_marked ? 1 : 0))});
    text.remove_prefix(std::min(end + (is_marked ? 1 : 0), text.size()));
  }
  return parts;
}

std::string unmarked(std::string_view text) {
  std::string out;
  for (const SpeechPart& part : parts_of(text)) out += part.text;
  return out;
}

}  // namespace crosstown::dialogue
