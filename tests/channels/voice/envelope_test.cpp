#include "channels/voice/envelope.h"

#include <gtest/gtest.h>

namespace crosstown::alexa {
namespace {

using std::chrono::seconds;

TEST(IsoTime, IsReadAsItIsWritten) {
  const Time noon = Time(seconds(1795348800));  // 2026-11-22T12:00:00Z
  const char* const right[] = {"2026-11-22T12:00:00Z", "2026-11-22T12:00:00.123Z",
                               "2026-11-22T05:00:00-07:00", "2026-11-22T13:30:00+01:30"};
  for (const char* const text : right) EXPECT_EQ(iso_time(text), noon) << text;
  const char* const wrong[] = {"",
                               "2026-11-22",
                               "2026-11-22 12:00:00Z",
                               "2026-11-22T12:00:00",
                               "2026-11-22T12:00:00ZZ",
                               "2026-02-30T12:00:00Z",
                               "2026-11-22T24:00:00Z",
                               "-026-11-22T12:00:00Z",
                               "2026-11-22T12:00:00+0100"};
  for (const char* const text : wrong) EXPECT_EQ(iso_time(text), std::nullopt) << text;
}

}  // namespace
}  // namespace crosstown::alexa
