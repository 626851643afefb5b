// UTF-8 one character at a time (RFC 3629: no overlong forms, no surrogates, nothing above
// U+10FFFF).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crosstown::utf8 {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;
};

namespace detail {

struct Lead {
  std::size_t bytes;
  char32_t bits;
  unsigned char second_low;  // the second byte decides about overlong forms, surrogates and the end
  unsigned char second_high;
};

[[nodiscard]] constexpr Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {2, byte & 0x1FU, 0x80, 0xBF};
  if (byte == 0xE0) return {3, byte & 0x0FU, 0xA0, 0xBF};
  if (byte == 0xED) return {3, byte & 0x0FU, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3, byte & 0x0FU, 0x80, 0xBF};
  if (byte == 0xF0) return {4, byte & 0x07U, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, byte & 0x07U, 0x80, 0xBF};
  if (byte == 0xF4) return {4, byte & 0x07U, 0x80, 0x8F};
  return {0, 0, 0, 0};
}

}  // namespace detail

// The character that `text` begins with; empty when its first byte begins no valid sequence.
[[nodiscard]] constexpr std::optional<Character> first(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < 0x80) return Character{byte, 1};
  const auto lead = detail::lead_of(byte);
  if (lead.bytes == 0 || text.size() < lead.bytes) return std::nullopt;
  char32_t code = lead.bits;
  for (std::size_t i = 1; i < lead.bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    const unsigned char low = i == 1 ? lead.second_low : 0x80;
    const unsigned char high = i == 1 ? lead.second_high : 0xBF;
    if (next < low || next > high) return std::nullopt;
    code = (code << 6) | (next & 0x3FU);
  }
  return Character{code, lead.bytes};
}

[[nodiscard]] constexpr bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// The character that `text` ends with; empty when it ends in no valid sequence.
[[nodiscard]] constexpr std::optional<Character> last(std::string_view text) {
  std::size_t start = text.size();
  while (start > 0 && text.size() - start < 4 && continues(text[start - 1])) --start;
  if (start == 0) return std::nullopt;
  const auto character = first(text.substr(start - 1));
  if (!character || character->bytes != text.size() - start + 1) return std::nullopt;
  return character;
}

// The spaces of any script, besides \n and \t; U+FEFF counts, since it was one before Unicode 3.2.
[[nodiscard]] constexpr bool is_space(char32_t code) {
  return code == U' ' || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200B) ||
         code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000 ||
         code == 0xFEFF;
}

}  // namespace crosstown::utf8
