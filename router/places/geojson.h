// A city's areas out of a GeoJSON file (RFC 7946): a FeatureCollection of Polygons and
// MultiPolygons in WGS 84, each with its name in one property.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "router/places/file_notes.h"
#include "router/places/geometry.h"

namespace crosstown::places {

// What one message may cost follows from these: the positions of one feature are walked through.
inline constexpr std::size_t most_features = 10'000;
inline constexpr std::size_t most_positions = 500'000;
inline constexpr std::size_t most_feature_positions = 100'000;

// In the file's order. Numbers are values, too: 3 is "3". Every mistake names its feature, from 1;
// after one the areas are those that could be read. Pure; does not throw on bad input.
[[nodiscard]] std::vector<Area> read_areas(std::string_view json, std::string_view property,
                                           FileNotes& notes);

}  // namespace crosstown::places
