// Shapes as GeoJSON (RFC 7946) has them. Planar: degrees are taken for coordinates of a plane,
// which is exact enough to tell on which side of a border a house of one city lies, and wrong at
// the poles and across the 180th meridian.
#pragma once

#include <string>
#include <vector>

namespace crosstown::places {

// Degrees, WGS 84.
struct Position {
  double lon = 0;
  double lat = 0;
  bool operator==(const Position&) const = default;
};

using Ring = std::vector<Position>;  // closed: the last position is the first again

struct Polygon {
  std::vector<Ring> rings;  // the outer one, then its holes
};

// One feature of a file: "ward 3".
struct Area {
  std::string value;
  std::vector<Polygon> polygons;
};

// Of whatever was added; low > high while there was nothing.
struct Bounds {
  Position low{181, 91};
  Position high{-181, -91};

  void add(const Position& at) {
    if (at.lon < low.lon) low.lon = at.lon;
    if (at.lat < low.lat) low.lat = at.lat;
    if (at.lon > high.lon) high.lon = at.lon;
    if (at.lat > high.lat) high.lat = at.lat;
  }
  [[nodiscard]] bool meets(const Bounds& other) const {
    return low.lon <= other.high.lon && other.low.lon <= high.lon && low.lat <= other.high.lat &&
           other.low.lat <= high.lat;
  }
};

// Where nobody lives, so that a position there has its latitude and longitude swapped: south of 60°
// is Antarctica; the northernmost settlement lies at 82.5°.
[[nodiscard]] inline bool nobody_lives_at(double lat) { return lat < -60 || lat > 84; }

}  // namespace crosstown::places
