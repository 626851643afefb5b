// A folded text as words with their meanings.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "router/places/words.h"

namespace crosstown::places {

struct Token {
  std::string_view text;   // in the folded text, which has to live as long
  std::string_view canon;  // what it is compared by: "n" of "north", "5" of "5th" and "fifth"
  std::uint16_t roles = none;
  std::uint32_t value = 0;   // with Role::number: below a million
  char letter = 0;           // of a house number: the b of 415b
  bool ends_clause = false;  // punctuation or the end of the text follows
  bool breaks = false;       // … such as no address goes on after

  [[nodiscard]] bool is(std::uint16_t wanted) const { return (roles & wanted) != 0; }
};

// Replaces what `out` has. "300s" is the two words 300 and s, "415b" is one, "&", "@", "#" and a
// "/" are words; other punctuation is none. Linear.
void tokenise(std::string_view folded, std::vector<Token>& out);

}  // namespace crosstown::places
