#include "router/places/address_finder.h"

#include <gtest/gtest.h>

#include "tests/places/reading.h"

namespace crosstown::places {
namespace {

// "415 N Main St", "~ 415 N Main St" for the nearest number, "x A & B" for a corner; or nothing.
std::string found(std::string_view text) {
  static const auto book = riverbend();
  const auto address = find_address(*book, text);
  if (!address) return {};
  const std::string mark = address->precision == Precision::street         ? "~ "
                           : address->precision == Precision::intersection ? "x "
                                                                           : "";
  std::string written = address->address;
  const std::string locality = ", Riverbend 84699";
  if (written.ends_with(locality)) written.resize(written.size() - locality.size());
  return mark + written;
}

struct Case {
  std::string_view text, found;
};

void expect_all(std::initializer_list<Case> cases) {
  for (const Case& c : cases) EXPECT_EQ(found(c.text), c.found) << c.text;
}

TEST(AddressFinder, English) {
  expect_all({
      {"There is a pothole at 415 N Main St, please fix", "415 N Main St"},
      {"415 north main street", "415 N Main St"},
      {"415 N. MAIN ST.", "415 N Main St"},
      {"415 Main Street North", "415 N Main St"},
      {"415 main", "415 N Main St"},  // there is no 415 S Main
      {"425 Main St", "425 S Main St"},
      {"415, N Main", "415 N Main St"},
      {"#415 N Main", "415 N Main St"},
      {"415 N Main St Apt 4", "415 N Main St"},
      {"apt 100, 415 N Main St", "415 N Main St"},
      {"120 Elm", "120 Elm St"},
      {"120b Elm", "120B Elm St"},
      {"120c Elm", "120 Elm St"},
      {"30 Fifth Avenue", "30 5th Ave"},
      {"30 5th st", "30 5th St"},
      {"10 St. George Boulevard", "10 Saint George Blvd"},
      {"12 Ave B", "12 Avenue B"},
      {"14 South Street", "14 South St"},
      {"7 O'Neil Park Way", "7 O'Neil Park Way"},
      {"60 PENA court", "60 Peña Ct"},
      {"ticket 26. 415 N Main", "415 N Main St"},
      {"I called 2 times about 415 N Main and 425 S Main", "415 N Main St"},
  });
}

TEST(AddressFinder, Spanish) {
  expect_all({
      {"Hay un bache en la calle Main 425", "425 S Main St"},
      {"en la calle Main #425", "425 S Main St"},
      {"calle Main, número 425", "425 S Main St"},
      {"Main no. 425", "425 S Main St"},
      {"425 de la calle Main", "425 S Main St"},
      {"425 en la calle Main", "425 S Main St"},
      {"415 Main norte", "415 N Main St"},
      {"415 norte Main", "415 N Main St"},
      {"30 quinta avenida", "30 5th Ave"},
      {"calle 5ta 30", "30 5th St"},
      {"calle Maple 100", "100 Maple Ave"},
      {"avenida Maple 100", "100 Maple Ave"},
      {"calle 300 sur 415 oeste", "415 W 300 S"},
      {"calle Peña 60", "60 Peña Ct"},
      {"415 Main St. Este bache es grande", "415 N Main St"},  // this, not east
  });
}

TEST(AddressFinder, UtahsGrid) {
  expect_all({
      {"415 W 300 S", "415 W 300 S"},
      {"415 west 300 south", "415 W 300 S"},
      {"415W 300S", "415 W 300 S"},
      {"300 South 415 West", "415 W 300 S"},
      {"300 S, 415 W", "415 W 300 S"},
      {"300 sur 415 oeste", "415 W 300 S"},
      {"310 S 400 W", "310 S 400 W"},
      {"300 S 400 W", "x W 300 S & S 400 W"},
      {"300 south and 400 west", "x W 300 S & S 400 W"},
      {"440 W 300 S", "~ 415 W 300 S"},
      {"415 E 300 S", ""},
      {"415 W 300 N", ""},
  });
}

TEST(AddressFinder, Corners) {
  expect_all({
      {"5th and Main", "x 5th Ave & N Main St"},
      {"Huge POT HOLE at Fifth and Main", "x 5th Ave & N Main St"},
      {"Main y Elm", "x N Main St & Elm St"},
      {"en la esquina de Main y Elm hay basura", "x N Main St & Elm St"},
      {"Main con Elm", "x N Main St & Elm St"},
      {"corner of the Main & Elm", "x N Main St & Elm St"},
      {"Main/Elm", "x N Main St & Elm St"},
      {"Main St at Elm is blocked", "x N Main St & Elm St"},
      {"calle Main esquina con calle Elm sin luz", "x N Main St & Elm St"},
      {"the light at main and elm is out", "x N Main St & Elm St"},
      {"S Main and Elm", ""},      // do not meet
      {"Main and Center St", ""},  // no houses near that corner
      {"Elm and Birch", ""},       // no such street
      {"5 and 10", ""},
      {"please trim the oak and maple", ""},
      {"our oak and maple trees", ""},
      {"oak and maple need water", ""},
      {"at oak and maple", "x Oak St & Maple Dr"},
      {"Main and Elm, near 120 Elm", "120 Elm St"},
  });
}

TEST(AddressFinder, NearlyThere) {
  expect_all({
      {"450 N Main St", "~ 415 N Main St"},
      {"460 N Main St", "~ 500 N Main St"},
      {"600 N Main St", "~ 500 N Main St"},
      {"601 N Main St", ""},
      {"999999 N Main St", ""},
      {"450 Main", ""},     // not said clearly
      {"450 Main St", ""},  // north or south?
      {"2 en la calle Elm", ""},
      {"22 Elm St", "~ 20 Elm St"},
      {"22 Elm Ave", ""},
      {"120 Elm Ave", ""},
      {"22 Elm St or 120 Elm St", "120 Elm St"},
  });
}

TEST(AddressFinder, NothingIsGuessed) {
  expect_all({
      {"", ""},
      {"Hello", ""},
      {"415", ""},
      {"415 Mian St", ""},
      {"500 Main St", ""},  // north and south
      {"500 S Main St", "500 S Main St"},
      {"415 Main South", "~ 425 S Main St"},
      {"415 W Main", ""},
      {"33 oak trees", ""},
      {"415 Main break", ""},
      {"415. Main is blocked", ""},
      {"415\nMain", ""},
      {"STATUS 26-0001234-9", ""},
      {"call +18015550123", ""},
  });
}

TEST(AddressFinder, TwoTownsWithOneName) {
  EXPECT_EQ(found("33 Oak St"), "");
  EXPECT_EQ(found("33 Oak St, Riverbend"), "33 Oak St");
  EXPECT_EQ(found("33 Oak St, lakeside UT"), "33 Oak St, Lakeside 84698");
  EXPECT_EQ(found("33 Oak St 84698"), "33 Oak St, Lakeside 84698");
  EXPECT_EQ(found("33 Oak St, Lakesides"), "");
}

TEST(AddressFinder, LooksAtTheBeginningOnly) {
  const std::string far(longest_looked_at, ' ');
  EXPECT_EQ(found(far + "415 N Main St"), "");
  EXPECT_EQ(found(far.substr(100) + "415 N Main St"), "415 N Main St");
}

TEST(AddressFinder, ACornerLiesBetweenItsHouses) {
  const auto book = riverbend();
  const auto address = find_address(*book, "Main and Elm");
  ASSERT_TRUE(address);
  EXPECT_NEAR(address->at.lat, 40.3050, 1e-9);
  EXPECT_NEAR(address->at.lon, -111.7002, 1e-9);
}

// Made of all that makes the finder look: a limit on work is a limit on time.
TEST(AddressFinder, HostileTexts) {
  for (const std::string_view piece : {"main y ", "415 n main ", "415 w 300 s ", "300 s 400 w and ",
                                       "calle # ", "1 ", "n ", "main and elm and ", "st "}) {
    std::string text;
    while (text.size() < 2 * longest_looked_at) text += piece;
    (void)found(text);
  }
}

}  // namespace
}  // namespace crosstown::places
