#include "router/message/phone.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

struct Number {
  std::string_view written;
  std::string_view region;
  std::optional<std::string> e164;
};

TEST(Phone, ToE164) {
  const Number table[] = {
      {"+18015550123", "US", "+18015550123"},
      {"(801) 555-0123", "US", "+18015550123"},
      {"8015550123", "US", "+18015550123"},
      {"1-801-555-0123", "US", "+18015550123"},
      {"801.555.0123 x22", "US", "+18015550123"},
      {"tel:+1-801-555-0123", "US", "+18015550123"},
      {"+52 55 1234 5678", "US", "+525512345678"},
      {"020 7946 0018", "GB", "+442079460018"},
      {"８０１５５５０１２３", "US", "+18015550123"},
      {"555-0123", "US", std::nullopt},  // no area code
      {"311", "US", std::nullopt},
      {"31131", "US", std::nullopt},
      {"RIVERBEND", "US", std::nullopt},
      {"1-800-FLOWERS", "US", std::nullopt},
      {"client:desk", "US", std::nullopt},
      {"client:8015550123", "US", std::nullopt},
      {"sip:8015550123@pbx.example.org", "US", std::nullopt},
      {"anonymous", "US", std::nullopt},
      {"+", "US", std::nullopt},
      {"+0123456789", "US", std::nullopt},
      {"+1234567890123456", "US", std::nullopt},  // sixteen digits
      {"", "US", std::nullopt},
  };
  for (const auto& row : table)
    EXPECT_EQ(to_e164(row.written, row.region), row.e164) << row.written;
  EXPECT_EQ(to_e164(std::string(100'000, '1'), "US"), std::nullopt);
}

TEST(Phone, MaskedHidesThreeDigitsAtLeast) {
  EXPECT_EQ(masked("+18015550123"), "+1801•••0123");
  EXPECT_EQ(masked("+442079460018"), "+4420•••0018");
  EXPECT_EQ(masked("+4512345678"), "+451•••5678");
  EXPECT_EQ(masked("+2901234"), "+•••1234");
  EXPECT_EQ(masked("maria@example.org"), "•••");
  EXPECT_EQ(masked("31131"), "•••");
  EXPECT_EQ(masked(""), "•••");
}

}  // namespace
}  // namespace crosstown
