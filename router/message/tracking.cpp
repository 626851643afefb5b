#include "router/message/tracking.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crosstown {
namespace {

// Row: the digit reached so far; column: the next one. The diagonal is zero, so a string followed
// by the digit it reached ends at zero.
constexpr std::array<std::string_view, 10> quasigroup{
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
};

constexpr std::size_t year_digits = 2;
constexpr std::size_t least_sequence_digits = 7;
constexpr std::size_t most_sequence_digits = 9;
constexpr std::size_t least_digits = year_digits + least_sequence_digits + 1;
constexpr std::size_t most_digits = year_digits + most_sequence_digits + 1;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_padded(std::string& out, std::uint32_t number, std::size_t width) {
  std::array<char, 10> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const auto size = static_cast<std::size_t>(end - digits.data());
  out.append(width > size ? width - size : 0, '0').append(digits.data(), size);
}

// The digits alone; empty when there is anything else but spaces and dashes, or too many digits.
std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (!is_digit(c) || digits.size() == most_digits) return {};
    digits.push_back(c);
  }
  return digits;
}

std::uint32_t number_of(std::string_view digits) {
  std::uint32_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

int damm_digit(std::string_view digits) {
  int reached = 0;
  for (const char c : digits) {
    reached =
        quasigroup[static_cast<std::size_t>(reached)][static_cast<std::size_t>(c - '0')] - '0';
  }
  return reached;
}

std::string to_text(const TrackingNumber& number) {
  std::string digits;
  append_padded(digits, static_cast<std::uint32_t>(number.year), year_digits);
  append_padded(digits, number.sequence, least_sequence_digits);
  std::string text = digits;
  text.insert(year_digits, 1, '-');
  text.push_back('-');
  text.push_back(static_cast<char>('0' + damm_digit(digits)));
  return text;
}

std::optional<TrackingNumber> parse_tracking(std::string_view text) {
  const std::string digits = digits_of(text);
  if (digits.size() < least_digits || damm_digit(digits) != 0) return std::nullopt;

  const auto sequence =
      std::string_view(digits).substr(year_digits, digits.size() - year_digits - 1);
  // We never write more zeros than seven digits need, so an extra one is a slip of the finger.
  if (sequence.size() > least_sequence_digits && sequence.front() == '0') return std::nullopt;

  const TrackingNumber number{
      static_cast<int>(number_of(std::string_view(digits).substr(0, year_digits))),
      number_of(sequence)};
  if (number.sequence == 0) return std::nullopt;
  return number;
}

}  // namespace crosstown
