#include "daemon/place_key.h"

#include <gtest/gtest.h>

#include "router/places/address_file.h"

namespace crosstown {
namespace {

TEST(PlaceKey, WithoutTheCitysAddressesItIsTheTextFolded) {
  EXPECT_EQ(place_key("12 ELM Street", nullptr), place_key("12 elm street", nullptr));
  EXPECT_EQ(place_key("12 Peña Road", nullptr), place_key("12 pena road", nullptr));
  EXPECT_NE(place_key("12 Elm Street", nullptr), place_key("14 Elm Street", nullptr));
  EXPECT_EQ(place_key("", nullptr), "");
}

TEST(PlaceKey, TheCitysAddressesMakeOneOfHowPeopleWriteIt) {
  places::FileNotes notes;
  const places::AddressColumns columns{"number", {"street"}, "", "", "lat", "lon"};
  const Places city(nullptr,
                    places::read_addresses("number,street,lat,lon\n12,Elm Street,40.3,-111.7\n"
                                           "14,Elm Street,40.3,-111.7\n",
                                           columns, notes));
  EXPECT_EQ(place_key("12 Elm St.", &city), place_key("12 elm street", &city));
  EXPECT_NE(place_key("12 Elm St.", &city), place_key("14 Elm St.", &city));
}

}  // namespace
}  // namespace crosstown
