#include "router/texts/segments.h"

#include <gtest/gtest.h>

#include <string>

namespace crosstown {
namespace {

std::string times(int count, std::string_view text) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

TEST(Segments, Counts) {
  const struct {
    std::string text;
    bool gsm7;
    std::size_t units;
    std::size_t segments;
  } cases[] = {
      {"", true, 0, 0},
      {"x", true, 1, 1},
      {times(160, "x"), true, 160, 1},
      {times(161, "x"), true, 161, 2},
      {times(306, "x"), true, 306, 2},
      {times(307, "x"), true, 307, 3},
      {times(159, "x") + "ñ", true, 160, 1},
      {times(158, "x") + "€", true, 160, 1},
      {times(159, "x") + "€", true, 161, 2},
      {"¿Señor? ÑÑ é à ü", true, 16, 1},
      {times(69, "x") + "á", false, 70, 1},
      {times(70, "x") + "á", false, 71, 2},
      {times(133, "x") + "í", false, 134, 2},
      {times(134, "x") + "í", false, 135, 3},
      {"–", false, 1, 1},
      {"🚑", false, 2, 1},
      {times(35, "🚑"), false, 70, 1},
      {times(36, "🚑"), false, 72, 2},
      // Neither an escaped character nor a surrogate pair is split: one unit of a part stays free.
      {times(152, "x") + "€" + times(152, "x"), true, 306, 3},
      {times(66, "x") + "🚑" + times(66, "x"), false, 134, 3},
  };
  for (const auto& c : cases) {
    const SmsSize size = sms_size(c.text);
    EXPECT_EQ(size.gsm7, c.gsm7) << c.text;
    EXPECT_EQ(size.units, c.units) << c.text;
    EXPECT_EQ(size.segments, c.segments) << c.text;
  }
}

}  // namespace
}  // namespace crosstown
