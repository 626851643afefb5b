// A `text:` entry of a rule, as an operator writes it and as the matcher wants it.
//
// Two kinds. A word or phrase ("street light") is matched as whole words; between two words of a
// phrase there may be any white space and dashes. `/…/` is a regular expression, found anywhere.
// Both meet the folded text (router/message/text.h): no capitals, no accents. So accents are folded
// in the entry as well, and capitals never matter.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crosstown {

struct Pattern {
  std::string expression;          // in vectorscan's syntax
  std::vector<std::string> words;  // of a phrase, folded; empty: a regular expression
};

// A mistake is a sentence for the operator, without its place.
struct PatternMistake {
  std::string text;
};

// Separators inside a phrase, in folded text.
[[nodiscard]] constexpr bool separates_words(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '-';
}

[[nodiscard]] std::variant<Pattern, PatternMistake> read_pattern(std::string_view written);

// Vectorscan's flags (hs_compile.h) for a pattern.
[[nodiscard]] unsigned flags_of(const Pattern& pattern);

}  // namespace crosstown
