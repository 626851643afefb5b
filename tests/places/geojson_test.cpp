#include "router/places/geojson.h"

#include <gmock/gmock.h>

#include "tests/places/reading.h"

namespace crosstown::places {
namespace {

using ::testing::HasSubstr;

const std::string square =
    R"({"type":"Polygon","coordinates":[[[-111,40],[-110,40],[-110,41],[-111,40]]]})";

std::string feature(const std::string& geometry, const std::string& value = "\"3\"") {
  return R"({"type":"Feature","properties":{"WARD":)" + value + R"(},"geometry":)" + geometry + "}";
}

std::string collection(const std::string& features) {
  return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

std::string polygon(const std::string& rings) {
  return collection(feature(R"({"type":"Polygon","coordinates":)" + rings + "}"));
}

TEST(GeoJson, ReadsAreasWithHolesAndParts) {
  FileNotes notes;
  const auto areas = read_areas(fixture("wards.geojson"), "WARD", notes);
  EXPECT_EQ(told(notes), "");
  ASSERT_EQ(areas.size(), 3u);
  EXPECT_EQ(areas[0].value, "1");
  ASSERT_EQ(areas[0].polygons.size(), 1u);
  EXPECT_EQ(areas[0].polygons[0].rings.size(), 2u);
  EXPECT_EQ(areas[0].polygons[0].rings[0][1], (Position{-111.69, 40.30}));
  EXPECT_EQ(areas[1].value, "2");
  EXPECT_EQ(areas[1].polygons.size(), 2u);
  EXPECT_EQ(areas[2].value, "3") << "3.0 as some programs write it; heights are passed over";
}

TEST(GeoJson, TakesAByteOrderMarkAndTheNameOfWgs84) {
  FileNotes notes;
  const std::string crs =
      R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},)";
  std::string json = collection(feature(square));
  json.insert(1, crs);
  EXPECT_EQ(read_areas("\xEF\xBB\xBF" + json, "WARD", notes).size(), 1u);
  EXPECT_EQ(told(notes), "");
}

TEST(GeoJson, Mistakes) {
  struct Case {
    std::string json;
    std::string_view told;
  };
  for (const Case& c : {
           Case{"WARD,1", "it is not JSON: "},
           Case{"", "it is not JSON: "},
           Case{"\"\xff\"", "it is not JSON: "},
           Case{std::string(100'000, '['), "it is not JSON: "},
           Case{"[]", "it is no GeoJSON: it must be an object of type FeatureCollection"},
           Case{"{}", "its type must be FeatureCollection, not \"\""},
           Case{R"({"type":"Feature"})", "its type must be FeatureCollection, not \"Feature\""},
           Case{R"({"type":"Topology"})", "it is TopoJSON; export it as GeoJSON"},
           Case{R"({"type":"FeatureCollection"})", "it has no list of features"},
           Case{collection(""), "it has no features"},
           Case{R"({"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:3566"}}})",
                "its coordinates are in EPSG:3566; export it in WGS 84 (EPSG:4326), as GeoJSON has "
                "to be"},
           Case{collection("3"), "feature 1: it is no object of type Feature"},
           Case{collection(feature(square) + "," + feature("null")),
                "feature 2: it has no geometry; leave it out, or give it a Polygon"},
           Case{collection(feature(R"({"type":"Point","coordinates":[1,2]})")),
                "feature 1: its geometry must be a Polygon or a MultiPolygon, not \"Point\""},
           Case{collection(feature(R"({"type":"Polygon"})")),
                "feature 1: its geometry has no coordinates"},
           Case{collection(feature(square, "true")),
                "feature 1: its property \"WARD\" must be a text of 1 to 256 bytes, or a whole "
                "number"},
           Case{collection(feature(square, "\" \"")), "feature 1: its property \"WARD\" must be"},
           Case{collection(feature(square, "1.5")), "feature 1: its property \"WARD\" must be"},
           Case{collection(feature(square, "1e300")), "feature 1: its property \"WARD\" must be"},
           Case{collection(R"({"type":"Feature","properties":{"Ward":1,"b":2},"geometry":)" +
                           square + "}"),
                "feature 1: it has no property \"WARD\"; it has Ward, b"},
           Case{collection(R"({"type":"Feature","properties":null,"geometry":)" + square + "}"),
                "feature 1: it has no property \"WARD\"\n"},
           Case{polygon("[]"), "feature 1: its geometry is empty"},
           Case{polygon("[1]"), "feature 1: its coordinates are nested otherwise than a Polygon's"},
           Case{polygon("[[1]]"), "feature 1: a position must be [longitude, latitude]"},
           Case{polygon("[[[1]]]"), "feature 1: a position must be [longitude, latitude]"},
           Case{polygon("[[[\"1\",2]]]"), "feature 1: a position must be [longitude, latitude]"},
           Case{polygon("[[[-111,40],[-110,40],[-111,40]]]"),
                "feature 1: a ring has 3 positions; a triangle has 4"},
           Case{polygon("[[]]"), "feature 1: a ring has 0 positions"},
           Case{polygon("[[[-111,40],[-110,40],[-110,41],[-111,41]]]"),
                "feature 1: a ring is not closed: its last position must be its first again"},
           Case{
               polygon("[[[40,-111],[40,-110],[41,-110],[40,-111]]]"),
               "feature 1: the position [40, -111] has latitude and longitude swapped; GeoJSON has "
               "[longitude, latitude]"},
           Case{polygon("[[[40,-75],[40,-76],[41,-75],[40,-75]]]"),
                "feature 1: the position [40, -75] has latitude and longitude swapped"},
           Case{polygon("[[[424000,4461000]]]"),
                "feature 1: the position [424000, 4461000] is none in degrees; export the file in "
                "WGS 84 (EPSG:4326)"},
           Case{collection(feature(R"({"type":"MultiPolygon","coordinates":[]})")),
                "feature 1: its geometry is empty"},
           Case{collection(feature(R"({"type":"MultiPolygon","coordinates":[1]})")),
                "feature 1: its coordinates are nested otherwise than a MultiPolygon's"},
       }) {
    FileNotes notes;
    (void)read_areas(c.json, "WARD", notes);
    EXPECT_FALSE(notes.usable()) << c.json.substr(0, 200);
    EXPECT_THAT(told(notes), HasSubstr(c.told)) << c.json.substr(0, 200);
  }
}

TEST(GeoJson, TellsTheFirstFewMistakesAndCountsTheRest) {
  std::string features = feature("null");
  for (int i = 0; i < 7; ++i) features += "," + feature("null");
  FileNotes notes;
  (void)read_areas(collection(features), "WARD", notes);
  EXPECT_EQ(notes.mistakes().size(), FileNotes::most_told);
  EXPECT_EQ(notes.further_mistakes(), 3u);
}

TEST(GeoJson, Limits) {
  std::string ring = "[[-111,40]";
  for (std::size_t i = 0; i < most_feature_positions; ++i) ring += ",[-111,40]";
  FileNotes positions;
  (void)read_areas(polygon("[" + ring + "]]"), "WARD", positions);
  EXPECT_THAT(told(positions), HasSubstr("feature 1: it has more than 100000 positions"));

  std::string features = feature(square);
  for (std::size_t i = 0; i < most_features; ++i) features += "," + feature(square);
  FileNotes many;
  (void)read_areas(collection(features), "WARD", many);
  EXPECT_THAT(told(many), HasSubstr("it has more than 10000 features"));
}

}  // namespace
}  // namespace crosstown::places
