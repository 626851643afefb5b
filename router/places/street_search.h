// Streets' names among the words of a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "router/places/address_book.h"
#include "router/places/tokens.h"

namespace crosstown::places {

struct Match {
  std::uint32_t street = 0;
  Likeness likeness;
};

// Words begin … end - 1 of a text as the name of at least one street.
struct NamedStreet {
  std::size_t begin = 0;
  std::size_t end = 0;
  StreetName name;
  std::vector<Match> matches;  // those that have most of what was said; a dozen at most
};

class StreetSearch {
 public:
  // Both outlive it.
  StreetSearch(const AddressBook& book, std::span<const Token> words)
      : book_(book), words_(words) {}

  // The longest name that begins, or ends, there. Elm Ave is none where there is only an Elm St.
  [[nodiscard]] std::optional<NamedStreet> from(std::size_t begin) const;
  [[nodiscard]] std::optional<NamedStreet> until(std::size_t end) const;
  // Empty: there is no such street.
  [[nodiscard]] std::vector<Match> matches(const StreetName& name) const;

 private:
  enum class Reading { unknown, another, found };
  [[nodiscard]] Reading read(std::size_t begin, std::size_t end, NamedStreet& found) const;
  [[nodiscard]] bool is_border(std::size_t before) const;
  [[nodiscard]] bool means_a_thing(const StreetName& name, std::size_t end) const;

  const AddressBook& book_;
  std::span<const Token> words_;
};

}  // namespace crosstown::places
