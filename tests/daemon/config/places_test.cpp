// `places:`.
#include <gmock/gmock.h>

#include "tests/daemon/config/city_folder.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class PlacesKeys : public CityFolder {
 protected:
  PlacesKeys() {
    folder_.write("wards.geojson", R"({"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"WARD":3},"geometry":{"type":"Polygon","coordinates":
        [[[-112,40],[-111,40],[-111,41],[-112,41],[-112,40]]]}}]})");
    folder_.write("points.csv",
                  "NUM,DIR,STREET,LAT,LON\n415,N,Main St,40.3,-111.7\n20,,Elm St,40.3,-111.7001\n");
  }
  // By the texts of the file's own tests.
  static constexpr std::string_view both = R"(places:
  areas: { ward: { file: wards.geojson, property: WARD } }
  addresses: { file: points.csv, number: NUM, street: [DIR, STREET], lat: LAT, lon: LON }
)";
};

TEST_F(PlacesKeys, AreReadWithTheirFiles) {
  const auto config = load(city_with(both));
  ASSERT_TRUE(config) << problems().front();
  ASSERT_TRUE(config->places);
  EXPECT_EQ(config->places->areas_at(40.5, -111.5), (Places::Areas{{"ward", "3"}}));
  EXPECT_THAT(config->warnings, IsEmpty());
}

TEST_F(PlacesKeys, WithoutThemNothingIsLocated) {
  for (const std::string_view part : {"", "places:\n", "places: { areas: {} }\n"}) {
    const auto config = load(city_with(part));
    ASSERT_TRUE(config) << problems().front();
    EXPECT_FALSE(config->places) << part;
  }
}

TEST_F(PlacesKeys, RulesAskForAreasAndTestsSeeThem) {
  const auto config = load(city_with(std::string(both) + R"(routes:
  - { name: ward 3, when: { area: { ward: 3 } }, then: { queue: parks } }
  - { name: all, then: { queue: front-desk } }
tests:
  - { name: a, message: { channel: kiosk, text: "a tree at 415 N Main" }, expect: { rule: ward 3 } }
  - { name: b, message: { channel: kiosk, text: "en Main y Elm" }, expect: { rule: ward 3 } }
  - { name: c, message: { channel: kiosk, text: "a tree at 415 S Main" }, expect: { rule: all } }
)"));
  ASSERT_TRUE(config) << problems().front();
  EXPECT_THAT(run_config_tests(*config), IsEmpty());
  EXPECT_THAT(rules_reached(*config), ElementsAre("all", "ward 3"));
}

TEST_F(PlacesKeys, MistakesStandAtTheKey) {
  folder_.write("bad.geojson", R"({"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"WARD":3},"geometry":null}]})");
  folder_.write("bad.csv", "NUM,STREET\n1,Main\n");
  struct Case {
    std::string_view part;
    std::vector<std::string> problems;
  };
  for (const Case& c : {
           Case{"places: { areas: { ward: { file: none.geojson, property: WARD } } }\n",
                {"city.yaml:1:34: none.geojson: it cannot be read: No such file or directory"}},
           Case{"places: { areas: { ward: { file: bad.geojson, property: WARD } } }\n",
                {"city.yaml:1:34: bad.geojson: feature 1: it has no geometry; leave it out, or "
                 "give it a Polygon"}},
           Case{"places: { areas: { ward: { file: points.csv } } }\n",
                {"city.yaml:1:20: places.areas.ward: property is missing"}},
           Case{"places: { areas: { Ward: { file: wards.geojson, property: WARD } } }\n",
                {"city.yaml:1:26: a kind of area is called by a-z, 0-9, _ and -, not \"Ward\""}},
           Case{"places: { adresses: {} }\n",
                {"city.yaml:1:11: unknown key \"adresses\"; did you mean \"addresses\"?"}},
           Case{"places: { addresses: { file: bad.csv, number: NUM, street: STREET, lat: Y, lon: X "
                "} }\n",
                {"city.yaml:1:30: bad.csv: it has no column \"Y\"; its columns are NUM, STREET",
                 "city.yaml:1:30: bad.csv: it has no column \"X\"; its columns are NUM, STREET"}},
       }) {
    EXPECT_FALSE(load(city_with(c.part)));
    EXPECT_THAT(problems(), ::testing::UnorderedElementsAreArray(c.problems)) << c.part;
  }
}

TEST_F(PlacesKeys, WarnsOfMapsThatDoNotMeet) {
  folder_.write("points.csv", "NUM,DIR,STREET,LAT,LON\n415,N,Main St,48.1,11.5\n");
  const auto config = load(city_with(both));
  ASSERT_TRUE(config) << problems().front();
  ASSERT_EQ(config->warnings.size(), 1u);
  EXPECT_EQ(short_text(to_text(config->warnings.front())),
            "city.yaml:2:26: warning: wards.geojson: no address of points.csv lies near its areas, "
            "so no ward will be found; are latitude and longitude swapped in one of the two?");
}

TEST_F(PlacesKeys, WarnsOfBadLines) {
  std::string csv = "NUM,DIR,STREET,LAT,LON\n";
  for (int i = 0; i < 30; ++i) csv += "415,N,Main St,40.3,-111.7\n";
  folder_.write("points.csv", csv + "x\n");
  const auto config = load(city_with(both));
  ASSERT_TRUE(config) << problems().front();
  ASSERT_EQ(config->warnings.size(), 1u);
  EXPECT_THAT(short_text(to_text(config->warnings.front())),
              StartsWith("city.yaml:3:22: warning: points.csv: 1 of 31 lines are bad; line 32: "));
}

}  // namespace
}  // namespace crosstown
