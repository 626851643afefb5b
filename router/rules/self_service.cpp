#include "router/rules/self_service.h"

#include <algorithm>
#include <array>

#include "router/message/text.h"
#include "router/message/tracking.h"

namespace crosstown {
namespace {

constexpr std::array<std::string_view, 3> status_words{"status", "estado", "estatus"};

// Longer than any way to write a word and a number; spares folding long texts.
constexpr std::size_t max_size = 64;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// People and keyboards put these around a number.
constexpr bool is_decoration(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == ':' || c == '#' || c == '"';
}

// After the number, also the end of a sentence.
constexpr bool is_ending(char c) { return is_decoration(c) || c == '.' || c == '!' || c == '?'; }

std::string_view undecorated(std::string_view text) {
  while (!text.empty() && is_decoration(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ending(text.back())) text.remove_suffix(1);
  return text;
}

// Digits, with nothing else but spaces and dashes between them.
bool is_like_a_number(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_digit) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_digit(c) || c == ' ' || c == '-'; });
}

// What follows the word for status; empty when the text begins otherwise.
std::string_view after_status_word(std::string_view text) {
  for (const auto word : status_words) {
    if (text.starts_with(word)) return undecorated(text.substr(word.size()));
  }
  return {};
}

}  // namespace

std::optional<SelfService> self_service(const Message& message) {
  if (message.text.size() > max_size) return std::nullopt;
  const std::string text = fold(message.text);
  const std::string_view number = after_status_word(undecorated(text));
  if (!is_like_a_number(number)) return std::nullopt;
  if (const auto tracking = parse_tracking(number)) return AskStatus{to_text(*tracking)};
  return AskStatusBadNumber{};
}

}  // namespace crosstown
