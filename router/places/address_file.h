// A city's address points out of a CSV file, as its map department exports them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "router/places/address_book.h"
#include "router/places/file_notes.h"

namespace crosstown::places {

// Names in the file's first line.
struct AddressColumns {
  std::string number;
  std::vector<std::string> street;  // one, or several that make the name: direction, name, type
  std::string city;                 // empty: the file has none
  std::string zip;
  std::string lat;
  std::string lon;
};

inline constexpr std::size_t most_points = 1'000'000;

// Null when a column is missing, nothing is usable, or more than one line in twenty is bad; else
// bad lines are warnings, the first three with their numbers. Pure; does not throw on bad input.
[[nodiscard]] std::shared_ptr<const AddressBook> read_addresses(std::string_view csv,
                                                                const AddressColumns& columns,
                                                                FileNotes& notes);

}  // namespace crosstown::places
