// What the tests of the maps share: the small made-up Riverbend, and files' mistakes as text.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>

#include "router/places/address_file.h"
#include "router/places/geojson.h"

namespace crosstown::places {

inline std::string fixture(std::string_view name) {
  std::ifstream in(std::string(SOURCE_DIR "/tests/places/fixtures/") + std::string(name));
  EXPECT_TRUE(in) << name;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline AddressColumns columns() { return {"ADDR_NUM", {"STREET"}, "CITY", "ZIP", "LAT", "LON"}; }

inline std::shared_ptr<const AddressBook> riverbend() {
  FileNotes notes;
  auto book = read_addresses(fixture("address-points.csv"), columns(), notes);
  EXPECT_TRUE(book) << (notes.mistakes().empty() ? "" : notes.mistakes().front());
  return book;
}

// All of them, a line each.
inline std::string told(const FileNotes& notes) {
  std::string out;
  for (const std::string& text : notes.mistakes()) out += text + "\n";
  for (const std::string& text : notes.warnings()) out += "warning: " + text + "\n";
  return out;
}

}  // namespace crosstown::places
