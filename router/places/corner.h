// Where two streets meet.
#pragma once

#include <optional>
#include <span>

#include "router/places/address_book.h"

namespace crosstown::places {

// Metres; planar, good for some kilometres.
[[nodiscard]] double distance(const Position& a, const Position& b);

struct Corner {
  Position at;       // between the two houses
  double apart = 0;  // metres between them
};

// The nearest pair of houses. Exact for streets of up to 32 addresses; of longer ones a sample is
// compared first and then what lies around its nearest pair, which finds it where numbers grow
// along the street. Bounded: a few thousand comparisons whatever the streets have. Both have
// points.
[[nodiscard]] Corner corner_of(std::span<const AddressPoint> a, std::span<const AddressPoint> b);

}  // namespace crosstown::places
