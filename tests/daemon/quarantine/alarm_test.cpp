// A flood is told in one line each pause, and to the last request.
#include "daemon/quarantine/alarm.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

using namespace std::chrono_literals;

constexpr QuarantineAlarm::Time start{1000s};

TEST(QuarantineAlarm, TellsOfTheFirstAtOnce) {
  QuarantineAlarm alarm;
  EXPECT_TRUE(alarm.note("city-sms", true, start).tell_now);
  EXPECT_TRUE(alarm.note("kiosk", false, start).tell_now) << "each channel by itself";
  EXPECT_FALSE(alarm.note("city-sms", true, start + 9s).tell_now);
}

TEST(QuarantineAlarm, TellsAgainOfOneThatComesAfterThePause) {
  QuarantineAlarm alarm;
  (void)alarm.note("city-sms", true, start);
  const auto later = alarm.note("city-sms", true, start + 10s);
  EXPECT_TRUE(later.tell_now);
  EXPECT_FALSE(later.summarise_at);
}

TEST(QuarantineAlarm, AFloodIsOneSummaryEachPause) {
  QuarantineAlarm alarm;
  int lines = 0;
  QuarantineAlarm::Counts told;
  std::optional<QuarantineAlarm::Time> due;
  const auto summarise = [&] {
    const auto counts = alarm.summary("city-sms", *due);
    told.kept += counts.kept;
    told.refused += counts.refused;
    ++lines;
    due.reset();
  };
  for (int i = 0; i < 60'000; ++i) {  // one each millisecond, every third is refused
    const QuarantineAlarm::Time now = start + i * 1ms;
    if (due && now >= *due) summarise();
    const auto advice = alarm.note("city-sms", i % 3 != 0, now);
    EXPECT_EQ(advice.tell_now, i == 0);
    EXPECT_FALSE(advice.summarise_at && due) << "asked for once";
    if (advice.summarise_at) due = advice.summarise_at;
  }
  ASSERT_TRUE(due) << "the end of the flood is told, too";
  summarise();
  EXPECT_EQ(lines, 6) << "one each ten seconds, beside the first";
  EXPECT_EQ(told.kept, 40'000U);
  EXPECT_EQ(told.refused, 20'000U - 1U);
}

TEST(QuarantineAlarm, ASummaryThatIsLateMissesNothingAndStartsThePause) {
  QuarantineAlarm alarm;
  (void)alarm.note("city-sms", true, start);
  EXPECT_EQ(alarm.note("city-sms", true, start + 1s).summarise_at, start + 10s);
  const auto late = alarm.note("city-sms", false, start + 15s);
  EXPECT_FALSE(late.tell_now || late.summarise_at);
  const auto counts = alarm.summary("city-sms", start + 16s);
  EXPECT_EQ(counts.kept, 1U);
  EXPECT_EQ(counts.refused, 1U);
  EXPECT_EQ(alarm.note("city-sms", true, start + 17s).summarise_at, start + 26s);
}

}  // namespace
}  // namespace crosstown
