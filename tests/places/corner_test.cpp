#include "router/places/corner.h"

#include <gtest/gtest.h>

#include <random>

namespace crosstown::places {
namespace {

std::vector<AddressPoint> street(std::size_t houses, Position from, Position step) {
  std::vector<AddressPoint> points;
  for (std::size_t i = 0; i < houses; ++i) {
    const auto n = static_cast<double>(i);
    points.push_back(
        {{from.lon + n * step.lon, from.lat + n * step.lat}, static_cast<std::uint32_t>(i), 0});
  }
  return points;
}

TEST(Corner, DistanceInMetres) {
  EXPECT_NEAR(distance({-111.7, 40.3}, {-111.7, 40.301}), 111.3, 0.1);
  EXPECT_NEAR(distance({-111.7, 40.3}, {-111.701, 40.3}), 84.9, 0.1);
  EXPECT_EQ(distance({1, 2}, {1, 2}), 0);
}

TEST(Corner, LiesBetweenTheNearestHouses) {
  const Corner corner =
      corner_of(street(1, {-111.7, 40.3}, {}), street(2, {-111.702, 40.302}, {-1, 1}));
  EXPECT_NEAR(corner.at.lon, -111.701, 1e-9);
  EXPECT_NEAR(corner.at.lat, 40.301, 1e-9);
  EXPECT_NEAR(corner.apart, distance({-111.7, 40.3}, {-111.702, 40.302}), 1e-6);
}

// Streets of any length that cross somewhere: the corner is found as if all pairs had been
// compared.
TEST(Corner, OfLongStreetsIsFoundToo) {
  std::mt19937 random(311);
  for (int round = 0; round < 200; ++round) {
    const auto cross = [&](std::size_t most) {
      return std::uniform_int_distribution<std::size_t>(1, most)(random);
    };
    const std::size_t houses_a = cross(5000);
    const std::size_t houses_b = cross(5000);
    const auto at_a = static_cast<double>(cross(houses_a));
    const auto at_b = static_cast<double>(cross(houses_b));
    const auto a = street(houses_a, {-111.7 - at_a * 0.0002, 40.3001}, {0.0002, 0});
    const auto b = street(houses_b, {-111.7001, 40.3 - at_b * 0.0002}, {0, 0.0002});
    EXPECT_LT(corner_of(a, b).apart, 40) << houses_a << " " << houses_b;
  }
}

TEST(Corner, WithoutOrderItEndsAllTheSame) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> anywhere(0, 1);
  std::vector<AddressPoint> a(200'000);
  for (AddressPoint& point : a) point.at = {anywhere(random), anywhere(random)};
  EXPECT_GE(corner_of(a, a).apart, 0);
}

}  // namespace
}  // namespace crosstown::places
