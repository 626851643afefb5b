#include "router/places/corner.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace crosstown::places {
namespace {

constexpr double metres_a_degree = 111'320;  // of latitude
constexpr std::size_t most_compared = 32;

struct Scale {
  double lon;
  explicit Scale(double lat) : lon(std::cos(lat * std::numbers::pi / 180)) {}
  // In degrees of latitude, squared.
  [[nodiscard]] double squared(const Position& a, const Position& b) const {
    const double x = (a.lon - b.lon) * lon;
    const double y = a.lat - b.lat;
    return x * x + y * y;
  }
};

struct Pair {
  std::size_t a = 0;
  std::size_t b = 0;
  double squared = std::numeric_limits<double>::infinity();
};

using Points = std::span<const AddressPoint>;

std::size_t step_of(Points points) {
  return std::max<std::size_t>(1, (points.size() + most_compared - 1) / most_compared);
}

Pair nearest_of_sample(Points a, Points b, const Scale& scale) {
  Pair best;
  for (std::size_t i = 0; i < a.size(); i += step_of(a)) {
    for (std::size_t j = 0; j < b.size(); j += step_of(b)) {
      const double squared = scale.squared(a[i].at, b[j].at);
      if (squared < best.squared) best = {i, j, squared};
    }
  }
  return best;
}

// What lies between the neighbours in the sample.
Points around(Points points, std::size_t i) {
  const std::size_t step = step_of(points);
  const std::size_t begin = i - std::min(i, step);
  return points.subspan(begin, std::min(i + step + 1, points.size()) - begin);
}

}  // namespace

double distance(const Position& a, const Position& b) {
  return std::sqrt(Scale(a.lat).squared(a, b)) * metres_a_degree;
}

Corner corner_of(Points a, Points b) {
  const Scale scale(a.front().at.lat);
  Pair best = nearest_of_sample(a, b, scale);
  while (step_of(a) > 1 || step_of(b) > 1) {
    a = around(a, best.a);
    b = around(b, best.b);
    best = nearest_of_sample(a, b, scale);
  }
  const Position& at_a = a[best.a].at;
  const Position& at_b = b[best.b].at;
  return {{(at_a.lon + at_b.lon) / 2, (at_a.lat + at_b.lat) / 2},
          std::sqrt(best.squared) * metres_a_degree};
}

}  // namespace crosstown::places
