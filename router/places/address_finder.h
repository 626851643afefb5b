// The address that a text names, if it is one of the city's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "router/places/address_book.h"

namespace crosstown::places {

enum class Precision {
  address,       // the house
  intersection,  // between the two houses at the corner
  street         // the nearest house of that street, at most 100 numbers away
};

struct FoundAddress {
  Position at;
  std::string address;  // as the file has it: "415 N Main St, Riverbend"
  Precision precision = Precision::address;
};

// Bytes of a text that are looked at.
inline constexpr std::size_t longest_looked_at = 4096;

// The first address that the book has; else the first corner; else the first number that is nearly
// there. Nothing is guessed: what fits two places (Main St in two towns, 415 Main where there are a
// North and a South Main) is none, unless the text also names the city or the postal code.
// `text`: valid UTF-8. Linear in what is looked at; all of it made
// to make it look, it takes less than a millisecond.
[[nodiscard]] std::optional<FoundAddress> find_address(const AddressBook& book,
                                                       std::string_view text);

}  // namespace crosstown::places
