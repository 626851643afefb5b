#include "router/message/tracking.h"

#include <gtest/gtest.h>

#include <string>

namespace crosstown {
namespace {

TEST(Damm, KnownDigits) {
  EXPECT_EQ(damm_digit(""), 0);
  EXPECT_EQ(damm_digit("572"), 4);  // the example of Damm's thesis
  EXPECT_EQ(damm_digit("5724"), 0);
}

struct Written {
  std::string text;
  std::optional<TrackingNumber> number;
};

TEST(Tracking, ReadsWhatPeopleWrite) {
  const TrackingNumber number{26, 1234};
  const Written table[] = {
      {"26-0001234-9", number},
      {"26 0001234 9", number},
      {"2600012349", number},
      {" 26-00012349 ", number},
      {"2 6 0 0 0 1 2 3 4 9", number},
      {"26 - 0001234 - 9", number},
      {to_text({26, 12345678}), TrackingNumber{26, 12345678}},
      {to_text({0, 999999999}), TrackingNumber{0, 999999999}},
      {"", std::nullopt},
      {"-", std::nullopt},
      {"26-0001234-8", std::nullopt},                                             // check digit
      {"26-0001234", std::nullopt},                                               // no check digit
      {"26-001234-9", std::nullopt},                                              // a digit short
      {"26-0001234-9x", std::nullopt},                                            // something else
      {"26.0001234.9", std::nullopt},                                             // something else
      {"2600012349260001", std::nullopt},                                         // too long
      {"26-0000000-" + std::to_string(damm_digit("260000000")), std::nullopt},    // sequence 0
      {"26-00001234-" + std::to_string(damm_digit("2600001234")), std::nullopt},  // a zero too many
      {"２６-0001234-9", std::nullopt},                                           // fold() first
  };
  for (const auto& row : table) EXPECT_EQ(parse_tracking(row.text), row.number) << row.text;
}

TEST(Tracking, WritesCanonicalForm) {
  EXPECT_EQ(to_text({26, 1234}), "26-0001234-9");
  EXPECT_EQ(to_text({5, 1}).substr(0, 11), "05-0000001-");
  EXPECT_EQ(to_text({99, 123456789}).substr(0, 13), "99-123456789-");
}

TEST(Tracking, RoundTrip) {
  for (std::uint32_t sequence = 1; sequence < 1'000'000'000; sequence += sequence / 3 + 1) {
    for (const int year : {0, 9, 26, 99}) {
      const TrackingNumber number{year, sequence};
      EXPECT_EQ(parse_tracking(to_text(number)), number) << to_text(number);
    }
  }
}

// What the check digit is for.
TEST(Tracking, CatchesOneWrongDigitAndTwoSwapped) {
  for (const std::uint32_t sequence : {1U, 1234U, 9081726U, 55555555U, 987654321U}) {
    std::string digits;
    for (const char c : to_text({26, sequence})) {
      if (c != '-') digits += c;
    }
    for (std::size_t i = 0; i < digits.size(); ++i) {
      for (char wrong = '0'; wrong <= '9'; ++wrong) {
        std::string mistyped = digits;
        mistyped[i] = wrong;
        EXPECT_EQ(parse_tracking(mistyped).has_value(), wrong == digits[i]) << mistyped;
      }
      if (i + 1 == digits.size() || digits[i] == digits[i + 1]) continue;
      std::string swapped = digits;
      std::swap(swapped[i], swapped[i + 1]);
      EXPECT_FALSE(parse_tracking(swapped)) << swapped;
    }
  }
}

}  // namespace
}  // namespace crosstown
