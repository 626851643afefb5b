#include "router/places/places.h"

#include <gtest/gtest.h>

#include "tests/places/reading.h"

namespace crosstown {
namespace {

std::shared_ptr<const places::AreaMap> wards() {
  places::FileNotes read;
  std::vector<places::FileNotes> notes(1);
  std::vector<places::AreaLayer> layers{
      {"ward", places::read_areas(places::fixture("wards.geojson"), "WARD", read)}};
  return std::make_shared<const places::AreaMap>(std::move(layers), notes);
}

const Places& riverbend() {
  static const Places places(wards(), places::riverbend());
  return places;
}

Message message_with(std::string text, std::optional<Place> place = {}) {
  Message message;
  message.text = std::move(text);
  message.place = std::move(place);
  return message;
}

// "address 415 N Main St ward=1"
std::string told(const Message& message, const Places& places = riverbend()) {
  const auto located = places.locate(message);
  if (!located) return "nowhere";
  std::string out(to_text(located->by));
  if (!located->address.empty())
    out += " " + located->address.substr(0, located->address.find(','));
  for (const auto& [kind, value] : located->areas) out += " " + kind + "=" + value;
  return out;
}

TEST(Places, CoordinatesThenAddressThenText) {
  const std::string text = "pothole at 425 S Main";
  EXPECT_EQ(told(message_with(text)), "address 425 S Main St ward=2");
  EXPECT_EQ(told(message_with(text, Place{{}, {}, "415 N Main, Riverbend"})),
            "address 415 N Main St ward=1");
  EXPECT_EQ(told(message_with(text, Place{{}, {}, "at my house"})), "address 425 S Main St ward=2");
  EXPECT_EQ(told(message_with(text, Place{40.307, -111.702, "415 N Main"})), "coordinates ward=2");
  EXPECT_EQ(told(message_with(text, Place{50.0, 8.0, ""})), "coordinates");
  EXPECT_EQ(told(message_with("at Main and Elm")), "intersection N Main St & Elm St ward=1");
  EXPECT_EQ(told(message_with("450 N Main St")), "street 415 N Main St ward=1");
  EXPECT_EQ(told(message_with("hello")), "nowhere");
  Message mail = message_with("There is one.");
  mail.subject = "Pothole, 425 S Main";
  EXPECT_EQ(told(mail), "address 425 S Main St ward=2");
}

TEST(Places, WithoutOneOfTheFiles) {
  const Places no_addresses(wards(), nullptr);
  EXPECT_EQ(told(message_with("415 N Main"), no_addresses), "nowhere");
  EXPECT_EQ(told(message_with("", Place{40.315, -111.7, ""}), no_addresses), "coordinates ward=1");
  const Places no_areas(nullptr, places::riverbend());
  EXPECT_EQ(told(message_with("415 N Main"), no_areas), "address 415 N Main St");
  EXPECT_EQ(told(message_with("", Place{40.315, -111.7, ""}), Places(nullptr, nullptr)),
            "coordinates");
}

TEST(Places, AreWrittenIntoTheMessage) {
  Message none = message_with("415 N Main");
  locate(none, nullptr);
  EXPECT_FALSE(none.place);
  locate(none, &riverbend());
  ASSERT_TRUE(none.place);
  EXPECT_EQ(none.place->latitude, 40.3040);
  EXPECT_EQ(none.place->longitude, -111.7);
  EXPECT_EQ(none.place->address, "415 N Main St, Riverbend 84699");
  EXPECT_EQ(none.place->located_by, "address");
  EXPECT_EQ(none.place->areas, (Places::Areas{{"ward", "1"}}));

  Message own = message_with("", Place{{}, {}, "415 Main north"});
  locate(own, &riverbend());
  EXPECT_EQ(own.place->address, "415 Main north") << "what came along stays";
  EXPECT_EQ(own.place->latitude, 40.3040);

  Message unknown = message_with("", Place{{}, {}, "Mars"});
  locate(unknown, &riverbend());
  EXPECT_EQ(unknown.place->address, "Mars");
  EXPECT_FALSE(unknown.place->latitude);
  EXPECT_TRUE(unknown.place->located_by.empty());
}

}  // namespace
}  // namespace crosstown
