// What is said, with marks where something is not read as words. The marks are control characters,
// which no text of a resident or a city holds: clean() makes spaces of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crosstown::dialogue {

// Read digit by digit: "26-0001234-9", "911".
[[nodiscard]] std::string as_digits(std::string_view number);
[[nodiscard]] std::string as_telephone(std::string_view number);

struct SpeechPart {
  enum class Kind { words, digits, telephone };
  Kind kind = Kind::words;
  std::string_view text;  // into what was marked
};
[[nodiscard]] std::vector<SpeechPart> parts_of(std::string_view marked);

// The same for who reads: without marks.
[[nodiscard]] std::string unmarked(std::string_view marked);

}  // namespace crosstown::dialogue
