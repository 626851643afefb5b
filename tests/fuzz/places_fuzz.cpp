// A city's map files, whatever is in them, and whatever somebody writes: nothing falls over, and
// what is found is on the map. The first byte says which of the three the rest is.
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "router/message/text.h"
#include "router/places/address_file.h"
#include "router/places/geojson.h"
#include "router/places/places.h"
#include "tests/fuzz/check.h"

namespace {

using namespace crosstown;
using namespace crosstown::places;

const AddressColumns columns{"N", {"D", "S"}, "C", "Z", "LAT", "LON"};

std::shared_ptr<const AddressBook> made() {
  FileNotes notes;
  return read_addresses(
      "N,D,S,C,Z,LAT,LON\n415,N,Main St,Riverbend,84699,40.3,-111.7\n20,,Elm St,Riverbend,84699,"
      "40.3,-111.7001\n415,W,300 S,Riverbend,84699,40.31,-111.71\n310,S,400 W,Lakeside,84698,40.31,"
      "-111.71\n30,,5th Ave,Lakeside,84698,40.3,-111.7\n20,,Elm St,Lakeside,84698,41,-111\n",
      columns, notes);
}

void try_text(const AddressBook& book, std::string_view bytes) {
  const auto found = find_address(book, clean(std::string(bytes)));
  if (!found) return;
  FUZZ_CHECK(!found->address.empty());
  FUZZ_CHECK(found->at.lat >= book.bounds().low.lat && found->at.lat <= book.bounds().high.lat);
  FUZZ_CHECK(found->at.lon >= book.bounds().low.lon && found->at.lon <= book.bounds().high.lon);
}

void try_areas(std::string_view bytes) {
  FileNotes notes;
  std::vector<FileNotes> warnings(1);
  std::vector<AreaLayer> layers{{"ward", read_areas(bytes, "WARD", notes)}};
  std::vector<Position> corners;
  for (const Area& area : layers[0].areas) {
    FUZZ_CHECK(!area.value.empty() && !area.polygons.empty());
    corners.push_back(area.polygons[0].rings[0][0]);
  }
  const AreaMap map(std::move(layers), warnings);
  for (const Position& corner : corners)
    FUZZ_CHECK(map.areas_at(corner.lat, corner.lon).size() <= 1);
}

void try_addresses(std::string_view bytes) {
  FileNotes notes;
  const auto book = read_addresses("N,D,S,C,Z,LAT,LON\n" + std::string(bytes), columns, notes);
  FUZZ_CHECK((book != nullptr) == notes.usable());
  if (book) try_text(*book, "415 N Main St and 300 S");
  if (book) try_text(*book, bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto book = made();
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'g': try_areas(bytes); break;
    case 'c': try_addresses(bytes); break;
    default: try_text(*book, bytes); break;
  }
  return 0;
}
