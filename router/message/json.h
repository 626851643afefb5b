// Writing JSON (RFC 8259) by appending to a string. Text must be valid UTF-8; it is written as it
// is, and only what section 7 demands is escaped.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "router/message/swar.h"

namespace crosstown::json {

namespace detail {

[[nodiscard]] constexpr bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

[[nodiscard]] inline bool any_needs_escape(swar::Word word) {
  return swar::any_below(word, 0x20) || swar::any_equal(word, '"') || swar::any_equal(word, '\\');
}

// Bytes before the first one that needs an escape.
[[nodiscard]] inline std::size_t plain_run(std::string_view text) {
  std::size_t size = 0;
  while (size + sizeof(swar::Word) <= text.size() &&
         !any_needs_escape(swar::load(text.data() + size))) {
    size += sizeof(swar::Word);
  }
  while (size < text.size() && !needs_escape(text[size])) ++size;
  return size;
}

inline void append_escape(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\t': out += "\\t"; return;
    case '\r': out += "\\r"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    default: break;
  }
  constexpr std::string_view hex = "0123456789abcdef";
  out += "\\u00";
  out += hex[static_cast<unsigned char>(c) >> 4];
  out += hex[static_cast<unsigned char>(c) & 0xF];
}

}  // namespace detail

// The inside of a string, without its quotation marks.
inline void append_escaped(std::string& out, std::string_view text) {
  while (true) {
    const std::size_t run = detail::plain_run(text);
    out += text.substr(0, run);
    if (run == text.size()) return;
    detail::append_escape(out, text[run]);
    text.remove_prefix(run + 1);
  }
}

inline void append_string(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

inline void append_number(std::string& out, std::integral auto number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

// The shortest form that reads back as the same number. JSON has no words for infinity or "not a
// number": null.
inline void append_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace crosstown::json
