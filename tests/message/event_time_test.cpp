// Times in events, read again.
#include "router/message/event_time.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

using namespace std::chrono;

TEST(EventTime, IsReadAsItIsWritten) {
  EXPECT_EQ(event_time("1970-01-01T00:00:00.000Z"), Time{});
  EXPECT_EQ(event_time("2026-11-22T16:04:05.123Z"), Time(1'795'363'445'123ms));
  EXPECT_EQ(event_time("2024-02-29T23:59:59.999Z"), Time(1'709'251'199'999ms));
}

TEST(EventTime, NothingElseIs) {
  for (const char* text : {"", "2026-11-22", "2026-11-22T16:04:05Z", "2026-13-22T16:04:05.123Z",
                           "2026-02-30T16:04:05.123Z", "2026-11-22T1a:04:05.123Z",
                           "2026-11-22T-1:04:05.123Z", "2026-11-22T16:04:05.123Z "})
    EXPECT_FALSE(event_time(text)) << text;
}

}  // namespace
}  // namespace crosstown
