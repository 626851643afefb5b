#include "router/message/text.h"

#include <simdjson.h>

#include <algorithm>

#include "router/message/swar.h"
#include "router/message/utf8.h"

namespace crosstown {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

constexpr bool is_control(char32_t code) {
  return (code < 0x20 && code != U'\n' && code != U'\t') || (code >= 0x7F && code <= 0x9F);
}

// They make a line show other words than it holds (Unicode technical report 36, section 2.5).
constexpr bool is_bidi(char32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

// `position` is at the start of a character of valid UTF-8. Only C2 leads to a C1 control, only E2
// to a bidi character.
bool needs_work(std::string_view text, std::size_t position) {
  const auto byte = static_cast<unsigned char>(text[position]);
  if (byte < 0x80) return is_control(byte);
  if (byte != 0xC2 && byte != 0xE2) return false;
  const auto character = utf8::first(text.substr(position));
  return is_control(character->code) || is_bidi(character->code);
}

bool any_needs_work(std::string_view text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    if (needs_work(text, i)) return true;
  }
  return false;
}

// Eight bytes from space to ~. Below 0x80 adding one lifts only DEL over it, taking 0x20 away
// borrows only for controls.
constexpr bool is_plain(swar::Word word) {
  return !swar::any_high(word | (word + swar::ones) | (word - swar::ones * 0x20));
}

// Whether clean() has nothing to do but trim. Nearly every text passes here and nowhere else.
bool is_clean(std::string_view text) {
  constexpr std::size_t step = sizeof(swar::Word);
  bool known_valid = false;
  for (std::size_t position = 0; position < text.size(); position += step) {
    const std::size_t bytes = std::min(step, text.size() - position);
    const swar::Word word = bytes == step ? swar::load(text.data() + position)
                                          : swar::load_padded(text.substr(position));
    if (is_plain(word)) continue;
    if (swar::any_high(word) && !known_valid) {
      if (!simdjson::validate_utf8(text.data(), text.size())) return false;
      known_valid = true;
    }
    if (any_needs_work(text, position, position + bytes)) return false;
  }
  return true;
}

std::string rewritten(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const auto character = utf8::first(text);
    if (!character) {
      out += replacement;
      text.remove_prefix(1);
      continue;
    }
    const auto [code, bytes] = *character;
    if (code == U'\r') {
      out += '\n';
      if (text.starts_with("\r\n")) text.remove_prefix(1);
    } else if (is_control(code)) {
      out += ' ';
    } else if (!is_bidi(code)) {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

constexpr bool is_white(char32_t code) {
  return code == U'\n' || code == U'\t' || utf8::is_space(code);
}

std::string_view trimmed(std::string_view text) {
  // Both ends visible ASCII (bytes beyond it are negative): nothing to decode.
  if (text.empty() || (text.front() > ' ' && text.back() > ' ')) return text;
  for (auto c = utf8::first(text); c && is_white(c->code); c = utf8::first(text))
    text.remove_prefix(c->bytes);
  for (auto c = utf8::last(text); c && is_white(c->code); c = utf8::last(text))
    text.remove_suffix(c->bytes);
  return text;
}

}  // namespace

std::string clean(std::string text) {
  if (!is_clean(text)) text = rewritten(text);
  const std::string_view kept = trimmed(text);
  if (kept.size() == text.size()) return text;
  const auto start = static_cast<std::size_t>(kept.data() - text.data());
  text.resize(start + kept.size());
  text.erase(0, start);
  return text;
}

std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && utf8::continues(text[limit])) --limit;
  return text.substr(0, limit);
}

}  // namespace crosstown
