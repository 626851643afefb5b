// A street's name taken apart: "N Main St" is n, main, st.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "router/places/tokens.h"

namespace crosstown::places {

// Views live as long as the words' own (words.cpp); empty: not said.
struct StreetName {
  std::string core;         // its words as they are compared: "main", "5th", "300", "o'neil park"
  std::string_view before;  // direction: "n"
  std::string_view type;    // "st"
  std::string_view after;   // direction: the "s" of 300 S, a grid street
  bool any_type = false;    // `type` is "calle", which people say of avenues, too
  bool is_number = false;   // the core is one: what it is called by is its direction

  // Anything beyond its bare words was said, so that they are a street's name and no other thing.
  [[nodiscard]] bool is_marked() const {
    return !before.empty() || !type.empty() || !after.empty();
  }
};

inline constexpr std::size_t longest_name = 7;  // words

// All of `words` as one name; empty for no words. Nothing is looked up.
[[nodiscard]] StreetName street_name(std::span<const Token> words);

// How well a street's name is what somebody asked for. Empty: it is another street.
struct Likeness {
  int missed = 0;   // that were asked for and the street has not
  int further = 0;  // that the street has and were not asked for
  bool operator==(const Likeness&) const = default;
  auto operator<=>(const Likeness&) const = default;
};
[[nodiscard]] std::optional<Likeness> likeness(const StreetName& asked, const StreetName& street);

}  // namespace crosstown::places
