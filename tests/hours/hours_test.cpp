#include "router/hours/hours.h"

#include <gtest/gtest.h>

#include "tests/hours/city_hours.h"

namespace crosstown {
namespace {

const char* denver = "America/Denver";

TEST(Hours, OpenAndNextOpen) {
  const Hours hours = in_zone(city_hall(), denver);
  const struct {
    std::string_view now;
    std::string_view opens;  // the same as `now`: it is open
  } cases[] = {
      {"2026-11-23T07:59:59-07:00", "2026-11-23T08:00:00-07:00"},
      {"2026-11-23T08:00:00-07:00", "2026-11-23T08:00:00-07:00"},
      {"2026-11-23T16:59:59-07:00", "2026-11-23T16:59:59-07:00"},
      {"2026-11-23T17:00:00-07:00", "2026-11-24T08:00:00-07:00"},
      {"2026-11-27T17:00:00-07:00", "2026-11-28T09:00:00-07:00"},
      {"2026-11-28T12:00:00-07:00", "2026-11-28T13:00:00-07:00"},  // between two spans
      {"2026-11-28T15:00:00-07:00", "2026-11-30T08:00:00-07:00"},  // Saturday to Monday
      {"2026-12-24T11:59:00-07:00", "2026-12-24T11:59:00-07:00"},
      {"2026-12-24T12:00:00-07:00", "2026-12-26T09:00:00-07:00"},  // over a holiday
  };
  for (const auto& c : cases) {
    EXPECT_EQ(hours.next_open(at(c.now)), at(c.opens)) << c.now;
    EXPECT_EQ(hours.open(at(c.now)), c.now == c.opens) << c.now;
  }
}

TEST(Hours, NightsBelongToTheDayTheyBeginOn) {
  HoursPlan plan = weekly("fri-sat", {"20:00-04:00"});
  plan.holidays[absl::CivilDay(2026, 12, 26)] = {};  // a Saturday
  const Hours hours = in_zone(plan, denver);
  EXPECT_TRUE(hours.open(at("2026-11-27T23:59:59-07:00")));
  EXPECT_TRUE(hours.open(at("2026-11-28T03:59:59-07:00")));
  EXPECT_FALSE(hours.open(at("2026-11-28T04:00:00-07:00")));
  EXPECT_TRUE(hours.open(at("2026-11-29T01:00:00-07:00")));
  EXPECT_FALSE(hours.open(at("2026-11-30T01:00:00-07:00")));
  EXPECT_TRUE(hours.open(at("2026-12-26T02:00:00-07:00"))) << "Friday's night goes on";
  EXPECT_FALSE(hours.open(at("2026-12-26T21:00:00-07:00"))) << "the holiday's does not begin";
  EXPECT_EQ(hours.next_open(at("2026-12-26T04:00:00-07:00")), at("2027-01-01T20:00:00-07:00"));
}

TEST(Hours, NeverOpenIsSaid) {
  const Hours never = in_zone({}, denver);
  EXPECT_FALSE(never.open(at("2026-11-23T12:00:00-07:00")));
  EXPECT_EQ(never.next_open(at("2026-11-23T12:00:00-07:00")), std::nullopt);
  HoursPlan once;
  once.special[absl::CivilDay(2027, 11, 20)] = spans({"10:00-12:00"});
  once.special[absl::CivilDay(2029, 11, 20)] = spans({"10:00-12:00"});
  const Hours hours = in_zone(once, denver);
  EXPECT_EQ(hours.next_open(at("2026-11-23T12:00:00-07:00")), at("2027-11-20T10:00:00-07:00"));
  EXPECT_EQ(hours.next_open(at("2027-11-20T12:00:00-07:00")), std::nullopt) << "two years ahead";
}

TEST(Hours, AroundTheClockNeverCloses) {
  const Hours hours = in_zone(Hours::always(), denver);
  for (Time t = at("2026-03-07T00:00:00-07:00"); t < at("2026-03-10T00:00:00-06:00");
       t += std::chrono::minutes(17))
    EXPECT_TRUE(hours.open(t));
  for (Time t = at("2026-10-31T00:00:00-06:00"); t < at("2026-11-03T00:00:00-07:00");
       t += std::chrono::minutes(17))
    EXPECT_TRUE(hours.open(t));
}

TEST(Hours, AnUnknownZoneIsNone) { EXPECT_FALSE(Hours::of(city_hall(), "America/Denvr")); }

// The first and the last moment of a span on odd days.
TEST(Hours, ClockChanges) {
  const struct {
    const char* what;
    const char* zone;
    std::string_view span;  // of every day
    std::string_view before;
    std::string_view opens;
    std::string_view closes;
  } cases[] = {
      {"a night of seven hours", "America/Denver", "20:00-04:00", "2026-03-07T12:00:00-07:00",
       "2026-03-07T20:00:00-07:00", "2026-03-08T04:00:00-06:00"},
      {"a night of nine hours", "America/Denver", "20:00-04:00", "2026-10-31T12:00:00-06:00",
       "2026-10-31T20:00:00-06:00", "2026-11-01T04:00:00-07:00"},
      {"begins in the hour that is not", "America/Denver", "02:30-04:00",
       "2026-03-08T00:00:00-07:00", "2026-03-08T03:00:00-06:00", "2026-03-08T04:00:00-06:00"},
      {"ends in the hour that is not", "America/Denver", "01:00-02:30", "2026-03-08T00:00:00-07:00",
       "2026-03-08T01:00:00-07:00", "2026-03-08T03:00:00-06:00"},
      {"begins in the hour that is twice", "America/Denver", "01:30-04:00",
       "2026-11-01T00:00:00-06:00", "2026-11-01T01:30:00-06:00", "2026-11-01T04:00:00-07:00"},
      {"ends in the hour that is twice", "America/Denver", "00:30-01:30",
       "2026-11-01T00:00:00-06:00", "2026-11-01T00:30:00-06:00", "2026-11-01T01:30:00-06:00"},
      {"an offset of half an hour", "Asia/Kolkata", "08:00-17:00", "2026-11-23T00:00:00+05:30",
       "2026-11-23T08:00:00+05:30", "2026-11-23T17:00:00+05:30"},
      {"an offset of three quarters", "Asia/Kathmandu", "08:00-17:00", "2026-11-23T00:00:00+05:45",
       "2026-11-23T08:00:00+05:45", "2026-11-23T17:00:00+05:45"},
      {"a change of half an hour, forward", "Australia/Lord_Howe", "20:00-04:00",
       "2026-10-03T12:00:00+10:30", "2026-10-03T20:00:00+10:30", "2026-10-04T04:00:00+11:00"},
      {"a change of half an hour, back", "Australia/Lord_Howe", "01:45-04:00",
       "2026-04-05T00:00:00+11:00", "2026-04-05T01:45:00+11:00", "2026-04-05T04:00:00+10:30"},
      {"the south springs in October", "Australia/Sydney", "01:00-05:00",
       "2026-10-04T00:00:00+10:00", "2026-10-04T01:00:00+10:00", "2026-10-04T05:00:00+11:00"},
      {"the south falls in April", "Australia/Sydney", "01:00-05:00", "2026-04-05T00:00:00+11:00",
       "2026-04-05T01:00:00+11:00", "2026-04-05T05:00:00+10:00"},
      {"a day without its midnight", "America/Santiago", "24h", "2026-09-06T01:00:00-03:00",
       "2026-09-06T01:00:00-03:00", "2026-09-07T00:00:00-03:00"},
      {"a day whose last hour is twice", "America/Santiago", "20:00-24:00",
       "2026-04-04T12:00:00-03:00", "2026-04-04T20:00:00-03:00", "2026-04-05T00:00:00-04:00"},
  };
  for (const auto& c : cases) {
    const std::string date(c.opens.substr(0, 10));
    HoursPlan plan;  // of that one day, so that its end can be seen
    plan.special[std::get<absl::CivilDay>(parse_date(date))] = spans({c.span});
    const Hours hours = in_zone(plan, c.zone);
    using std::chrono::milliseconds;
    EXPECT_EQ(hours.next_open(at(c.before)), at(c.opens)) << c.what;
    EXPECT_FALSE(hours.open(at(c.opens) - milliseconds(1))) << c.what;
    EXPECT_TRUE(hours.open(at(c.opens))) << c.what;
    EXPECT_TRUE(hours.open(at(c.closes) - milliseconds(1))) << c.what;
    EXPECT_FALSE(hours.open(at(c.closes))) << c.what;
  }
}

// open() and next_open() are two ways to the same answer.
TEST(Hours, AgreeEverywhere) {
  for (const char* zone : {"America/Denver", "Australia/Lord_Howe", "America/Santiago"}) {
    HoursPlan plan = weekly("mon-sun", {"00:30-02:15", "02:15-02:45", "22:30-23:30"});
    plan.week[5] = spans({"00:30-01:30", "21:00-00:15"});
    const Hours hours = in_zone(plan, zone);
    for (const auto* start :
         {"2026-03-06T00:00:00Z", "2026-04-03T00:00:00Z", "2026-09-04T00:00:00Z",
          "2026-10-02T00:00:00Z", "2026-10-30T00:00:00Z"}) {
      for (int i = 0; i < 5 * 24 * 12; ++i) {
        const Time t = at(start) + std::chrono::minutes(5 * i);
        EXPECT_EQ(hours.open(t), hours.next_open(t) == t) << zone << " " << start << " " << i;
      }
    }
  }
}

}  // namespace
}  // namespace crosstown
