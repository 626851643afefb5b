#include "router/places/area_map.h"

#include <gtest/gtest.h>

#include "tests/places/reading.h"

namespace crosstown::places {
namespace {

std::string at(const AreaMap& map, double lat, double lon) {
  std::string out;
  for (const auto& [kind, value] : map.areas_at(lat, lon))
    out += (out.empty() ? "" : " ") + kind + "=" + value;
  return out;
}

AreaMap map_of(std::vector<AreaLayer> layers, std::string* warnings = nullptr) {
  std::vector<FileNotes> notes(layers.size());
  AreaMap map(std::move(layers), notes);
  if (warnings) {
    for (const FileNotes& one : notes) *warnings += told(one);
  }
  return map;
}

Polygon box(double lon, double lat, double size) {
  return {
      {{{lon, lat}, {lon + size, lat}, {lon + size, lat + size}, {lon, lat + size}, {lon, lat}}}};
}

TEST(AreaMap, InsideHolesPartsAndBorders) {
  FileNotes notes;
  const AreaMap map = map_of({{"ward", read_areas(fixture("wards.geojson"), "WARD", notes)}});
  EXPECT_EQ(at(map, 40.315, -111.70), "ward=1");
  EXPECT_EQ(at(map, 40.3055, -111.7005), "") << "in the hole";
  EXPECT_EQ(at(map, 40.307, -111.702), "ward=2") << "an island in the hole";
  EXPECT_EQ(at(map, 40.30, -111.70), "ward=1") << "on the border: the first";
  EXPECT_EQ(at(map, 40.32, -111.69), "ward=1") << "on a corner";
  EXPECT_EQ(at(map, 40.284, -111.692), "ward=2") << "where two overlap: the first";
  EXPECT_EQ(at(map, 40.284, -111.685), "ward=3");
  EXPECT_EQ(at(map, 40.35, -111.70), "");
  EXPECT_EQ(at(map, std::numeric_limits<double>::quiet_NaN(), 0), "");
  EXPECT_EQ(at(map, std::numeric_limits<double>::infinity(), 0), "");
}

TEST(AreaMap, EachKindOnce) {
  const AreaMap map =
      map_of({{"ward", {{"1", {box(0, 0, 2)}}, {"2", {box(1, 0, 2)}}}},
              {"trash_day", {{"Monday", {box(0, 0, 1)}}, {"Tuesday", {box(1, 0, 1)}}}},
              {"empty", {}}});
  EXPECT_EQ(at(map, 0.5, 0.5), "ward=1 trash_day=Monday");
  EXPECT_EQ(at(map, 0.5, 1.5), "ward=1 trash_day=Tuesday");
  EXPECT_EQ(at(map, 0.5, 2.5), "ward=2");
  EXPECT_EQ(at(map, 1.5, 0.5), "ward=1");
  EXPECT_EQ(map.bounds().size(), 3u);
  EXPECT_EQ(map.bounds()[1].high, (Position{2, 1}));
}

TEST(AreaMap, RingsMayRunEitherWay) {
  Polygon wrong = box(0, 0, 3);
  std::reverse(wrong.rings[0].begin(), wrong.rings[0].end());
  wrong.rings.push_back(box(1, 1, 1).rings[0]);
  const AreaMap map = map_of({{"ward", {{"1", {wrong}}}}});
  EXPECT_EQ(at(map, 0.5, 0.5), "ward=1");
  EXPECT_EQ(at(map, 1.5, 1.5), "");
}

TEST(AreaMap, ABorderThatCrossesItselfIsAWarning) {
  std::string warnings;
  const Polygon bow{{{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}}};
  const AreaMap map = map_of({{"ward", {{"1", {box(5, 5, 1)}}, {"2", {bow}}}}}, &warnings);
  EXPECT_EQ(
      warnings,
      "warning: feature 2, \"2\": its border crosses itself; mend it where the map is made\n");
  EXPECT_EQ(at(map, 1, 1.8), "ward=2");
}

// All positions the same, spikes, a hole outside: nothing to find, and nothing to fall over.
TEST(AreaMap, DegenerateShapes) {
  Polygon outside = box(0, 0, 1);
  outside.rings.push_back(box(3, 3, 1).rings[0]);
  std::string warnings;
  const AreaMap map = map_of({{"ward",
                               {{"point", {{{{{1, 1}, {1, 1}, {1, 1}, {1, 1}}}}}},
                                {"spike", {{{{{2, 2}, {3, 3}, {2, 2}, {2, 2}}}}}},
                                {"hole", {outside}}}}},
                             &warnings);
  EXPECT_EQ(std::count(warnings.begin(), warnings.end(), '\n'), 3) << warnings;
  EXPECT_EQ(at(map, 0.5, 0.5), "ward=hole");
  EXPECT_EQ(at(map, 10, 10), "");
}

}  // namespace
}  // namespace crosstown::places
