// The places that an address may mean, and whether they are one.
#pragma once

#include <string_view>
#include <vector>

#include "router/places/address_book.h"

namespace crosstown::places {

struct Candidate {
  int further = 0;  // Likeness::further of its street; 0 is what was asked for to the word
  double away = 0;  // how far from what was asked for: numbers, or metres
  Position at;
  const AddressPoint* point = nullptr;  // null: a corner
  const Street* street = nullptr;
  const Street* other = nullptr;  // of a corner
};

class Candidates {
 public:
  // `folded`: the text, where it may name a city or a postal code.
  explicit Candidates(std::string_view folded) : folded_(folded) {}

  void add(const Candidate& candidate);
  // Of those that are most alike the nearest; empty if they lie apart and the text does not say
  // which.
  [[nodiscard]] const Candidate* only() const;

 private:
  std::string_view folded_;
  std::vector<Candidate> list_;  // all with the same `further`, the least
};

}  // namespace crosstown::places
