// Eight bytes at a time in one 64-bit word (S. E. Anderson, "Bit Twiddling Hacks": hasless,
// haszero). Each answers "does any of the eight …", exactly; which one is left to the caller's slow
// path.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace crosstown::swar {

using Word = std::uint64_t;

inline constexpr Word ones = 0x0101010101010101;
inline constexpr Word highs = 0x8080808080808080;

[[nodiscard]] inline Word load(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

// Less than eight bytes, and spaces after them.
[[nodiscard]] inline Word load_padded(std::string_view bytes) {
  Word word = ones * ' ';
  std::memcpy(&word, bytes.data(), bytes.size());
  return word;
}

inline void store(char* bytes, Word word) { std::memcpy(bytes, &word, sizeof(word)); }

[[nodiscard]] constexpr bool any_high(Word word) { return (word & highs) != 0; }

// `limit` at most 128.
[[nodiscard]] constexpr bool any_below(Word word, unsigned char limit) {
  return ((word - ones * limit) & ~word & highs) != 0;
}

[[nodiscard]] constexpr bool any_equal(Word word, unsigned char byte) {
  return any_below(word ^ (ones * byte), 1);
}

// ASCII letters to lower case; every byte must be below 0x80.
[[nodiscard]] constexpr Word lower_ascii(Word word) {
  const Word from_a = word + ones * (0x80 - 'A');
  const Word past_z = word + ones * (0x80 - 'Z' - 1);
  return word | (((from_a ^ past_z) & highs) >> 2);
}

}  // namespace crosstown::swar
