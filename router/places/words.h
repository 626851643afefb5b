// What the words of addresses mean, in English and Spanish: a text and the city's file are both
// read by this one table, so that whatever it says, it says of both. Words are folded
// (message/text.h).
#pragma once

#include <cstdint>
#include <string_view>

namespace crosstown::places {

// A word can be several: "calle" is a street and what comes before a place.
enum Role : std::uint16_t {
  none = 0,
  number = 1 << 0,       // of a house or of a street: digits
  ordinal = 1 << 1,      // 5th, fifth, quinta
  direction = 1 << 2,    // n, north, norte
  type = 1 << 3,         // street, ave, blvd
  any_type = 1 << 4,     // "calle": whoever says it may mean an avenue, too
  joint = 1 << 5,        // between two streets: and, y, &
  lead = 1 << 6,         // what comes before a place: at, en, corner
  filler = 1 << 7,       // between a number and its street, or behind a joint: de la
  article = 1 << 8,      // before a thing that is no street: the, an
  number_sign = 1 << 9,  // "#", no., número
  unit = 1 << 10,        // of a house: apt, suite, depto
  thing = 1 << 11,       // behind a name that means something else: oak trees, main break
};

struct Meaning {
  std::uint16_t roles = none;
  std::string_view canon;  // of directions, types, ordinals: "n", "st", "5"; else empty
};

// `word` is folded. No roles: an ordinary word.
[[nodiscard]] Meaning meaning_of(std::string_view word);

}  // namespace crosstown::places
