#include "router/places/address_file.h"

#include <gmock/gmock.h>

#include "tests/places/reading.h"

namespace crosstown::places {
namespace {

using ::testing::HasSubstr;

const std::string header = "ADDR_NUM,STREET,CITY,ZIP,LAT,LON\n";
const std::string line = "1,Main St,Riverbend,84699,40.3,-111.7\n";

std::string mistakes(const std::string& csv, const AddressColumns& wanted = columns()) {
  FileNotes notes;
  const auto book = read_addresses(csv, wanted, notes);
  EXPECT_EQ(book != nullptr, notes.usable()) << csv;
  return told(notes);
}

TEST(AddressFile, Reads) {
  const auto book = riverbend();
  ASSERT_TRUE(book);
  EXPECT_EQ(book->size(), 23u);
  const auto streets = book->streets_called("elm");
  ASSERT_EQ(streets.size(), 1u);
  const Street& elm = book->street(streets.front());
  EXPECT_EQ(elm.written, "Elm St");
  ASSERT_EQ(elm.points.size(), 3u);
  EXPECT_EQ(elm.points[2].letter, 'b');
  EXPECT_EQ(written_address(elm.points[2], elm), "120B Elm St, Riverbend 84699");
  EXPECT_TRUE(book->streets_called("").empty());
}

TEST(AddressFile, OneStreetOutOfSeveralColumns) {
  FileNotes notes;
  const auto book = read_addresses(
      "LON, LAT ,n,PRE,NAME,TYPE\r\n-111.7,40.3,415,N,Main,ST\r\n-111.7,40.3,20,,\"Elm\",\r\n",
      {"n", {"PRE", "NAME", "TYPE"}, "", "", "LAT", "LON"}, notes);
  ASSERT_TRUE(book) << told(notes);
  const Street& street = book->street(book->streets_called("main").front());
  EXPECT_EQ(street.written, "N Main ST");
  EXPECT_EQ(written_address(street.points.front(), street), "415 N Main ST");
  EXPECT_EQ(book->street(book->streets_called("elm").front()).written, "Elm");
}

TEST(AddressFile, Mistakes) {
  struct Case {
    std::string csv, told;
  };
  for (const Case& c : {
           Case{"", "its first line must name the columns\n"},
           Case{"\"a", "its first line must name the columns\n"},
           Case{header, "it has no addresses\n"},
           Case{"\xff\xfe" + header, "it is not UTF-8; save it as CSV UTF-8\n"},
           Case{"ADDR_NUM;STREET\n1;Main\n",
                "it has no column \"ADDR_NUM\"; its columns must be separated by commas\n"},
           Case{"ADDR_NUM,STREET,CITY,ZIP,LAT\n",
                "it has no column \"LON\"; its columns are ADDR_NUM, STREET, CITY, ZIP, LAT\n"},
           Case{header + "x,Main St,,,40.3,-111.7\n",
                "1 of 1 lines are bad; line 2: it needs a house number of at most 6 digits, and a "
                "street\n"},
           Case{header + "1,,,,40.3,-111.7\n", "house number of at most 6 digits, and a street\n"},
           Case{header + "1,Main,,,40.3\n", "line 2: it has 5 fields, and the first line has 6\n"},
           Case{header + "1,Main,,,40;3,-111\n",
                "line 2: its latitude and longitude must be numbers like 40.2969\n"},
           Case{header + "1,Main,,,nan,-111\n", "line 2: its latitude and longitude must be"},
           Case{header + "1,Main,,,-111.7,40.3\n",
                "line 2: its latitude and longitude are swapped\n"},
           Case{header + "1,Main,,,4461000,424000\n",
                "line 2: its latitude and longitude are not in degrees (WGS 84, EPSG:4326)\n"},
           Case{header + "1,\"Main,,,40.3,-111\n", "line 2: a quote is not closed\n"},
           Case{header + "1," + std::string(101, 'x') + ",,,40.3,-111\n",
                "line 2: one of its names has more than 100 bytes\n"},
       }) {
    EXPECT_THAT(mistakes(c.csv), HasSubstr(c.told)) << c.csv;
  }
}

TEST(AddressFile, AFewBadLinesAreAWarning) {
  std::string csv = header;
  for (int i = 0; i < 76; ++i) csv += line;
  const std::string bad = "?,Main St,,,40.3,-111.7\n";
  csv += bad + bad + bad;
  EXPECT_EQ(
      mistakes(csv + bad + line.substr(0)),
      "warning: 4 of 81 lines are bad; line 78: it needs a house number of at most 6 digits, "
      "and a street; line 79: it needs a house number of at most 6 digits, and a street; line "
      "80: it needs a house number of at most 6 digits, and a street; they are left out\n");
  EXPECT_THAT(mistakes(csv + bad + bad), HasSubstr("5 of 81 lines are bad"));
  FileNotes notes;
  EXPECT_FALSE(read_addresses(csv + bad + bad, columns(), notes)) << "more than one in twenty";
}

TEST(AddressFile, LinesCountAsEditorsCountThem) {
  EXPECT_THAT(mistakes(header + "1,\"Main\nSt\",,,40.3,-111.7\n\nx,y,,,40.3,-111.7\n"),
              HasSubstr("1 of 2 lines are bad; line 5: "));
}

}  // namespace
}  // namespace crosstown::places
