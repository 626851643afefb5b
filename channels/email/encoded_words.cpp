#include "channels/email/encoded_words.h"

#include <algorithm>
#include <optional>

#include "channels/email/gmime.h"
#include "channels/http/base64.h"
#include "channels/http_request.h"

namespace crosstown::mail {
namespace {

// Of what programs make of the 75 bytes that RFC 2047 allows.
constexpr std::size_t longest_word = 2048;

struct Word {
  std::string_view charset;
  std::string_view text;  // base64
  std::size_t length = 0;
};

// "=?utf-8?B?…?=" at the front; empty: something else stands there.
std::optional<Word> base64_word(std::string_view text) {
  if (!text.starts_with("=?")) return std::nullopt;
  text = text.substr(0, longest_word);
  const std::size_t charset = text.find('?', 2);
  if (charset == std::string_view::npos || charset + 3 > text.size()) return std::nullopt;
  const char encoding = text[charset + 1];
  const std::size_t end = text.find("?=", charset + 3);
  if ((encoding != 'B' && encoding != 'b') || text[charset + 2] != '?' ||
      end == std::string_view::npos)
    return std::nullopt;
  const std::string_view words = text.substr(charset + 3, end - charset - 3);
  if (words.find_first_of("? \t") != std::string_view::npos) return std::nullopt;
  return Word{text.substr(2, charset - 2), words, end + 2};
}

// The word at the front and its neighbours, as one; takes them from `text`.
std::string join(std::string_view& text, const Word& first) {
  auto bytes = base64_decode(first.text);
  std::string_view rest = text.substr(first.length);
  bool joined = false;
  while (bytes) {
    const std::size_t blanks = std::min(rest.find_first_not_of(" \t\r\n"), rest.size());
    const auto next = blanks > 0 ? base64_word(rest.substr(blanks)) : std::nullopt;
    if (!next || !equal_ignoring_case(next->charset, first.charset)) break;
    const auto more = base64_decode(next->text);
    if (!more) break;
    bytes->append(*more);
    rest.remove_prefix(blanks + next->length);
    joined = true;
  }
  const std::string_view alone = text.substr(0, first.length);
  text = rest;
  if (!joined) return std::string(alone);
  return "=?" + std::string(first.charset) + "?B?" + base64_encode(*bytes) + "?=";
}

bool has_combining_marks(std::string_view text) {  // U+0300 to U+036F
  return text.find_first_of("\xCC\xCD") != std::string_view::npos;
}

}  // namespace

std::string joined_words(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  while (!value.empty()) {
    const std::size_t begin = std::min(value.find("=?"), value.size());
    out += value.substr(0, begin);
    value.remove_prefix(begin);
    if (value.empty()) break;
    if (const auto word = base64_word(value)) {
      out += join(value, *word);
    } else {
      out += value.front();
      value.remove_prefix(1);
    }
  }
  return out;
}

// g_utf8_normalize() ends at a NUL, and takes valid UTF-8 alone.
std::string in_nfc(std::string text) {
  if (!has_combining_marks(text) || text.find('\0') != std::string::npos) return text;
  const gmime::Text composed(
      g_utf8_normalize(text.data(), static_cast<gssize>(text.size()), G_NORMALIZE_NFC));
  return composed ? std::string(composed.get()) : text;
}

}  // namespace crosstown::mail
