#include <gtest/gtest.h>

#include "tests/hours/city_hours.h"

namespace crosstown {
namespace {

struct Case {
  std::string_view from;
  std::string_view due;
  std::string_view expected;
};

void check(const Hours& hours, std::initializer_list<Case> cases) {
  for (const Case& c : cases)
    EXPECT_EQ(hours.due(at(c.from), parse_due(c.due).value()), at(c.expected))
        << c.due << " from " << c.from;
}

TEST(Due, OpenTime) {
  check(in_zone(city_hall(), "America/Denver"),
        {
            {"2026-11-23T09:00:00-07:00", "4h", "2026-11-23T13:00:00-07:00"},
            {"2026-11-23T13:00:00-07:00", "4h", "2026-11-23T17:00:00-07:00"},
            {"2026-11-23T13:00:00-07:00", "241m", "2026-11-24T08:01:00-07:00"},
            {"2026-11-23T19:00:00-07:00", "4h", "2026-11-24T12:00:00-07:00"},
            {"2026-11-23T17:00:00-07:00", "30m", "2026-11-24T08:30:00-07:00"},
            {"2026-11-28T11:30:00-07:00", "1h", "2026-11-28T13:30:00-07:00"},
            {"2026-11-27T16:00:00-07:00", "10h", "2026-11-30T12:00:00-07:00"},
            {"2026-12-24T11:00:00-07:00", "2h", "2026-12-26T10:00:00-07:00"},
        });
}

TEST(Due, OpenDays) {
  check(in_zone(city_hall(), "America/Denver"),
        {
            {"2026-11-23T09:15:00-07:00", "1d", "2026-11-24T09:15:00-07:00"},
            {"2026-11-23T09:15:00-07:00", "5d", "2026-11-28T09:15:00-07:00"},
            // After hours: from the next opening.
            {"2026-11-23T19:00:00-07:00", "1d", "2026-11-25T08:00:00-07:00"},
            {"2026-11-23T17:00:00-07:00", "1d", "2026-11-25T08:00:00-07:00"},
            {"2026-11-29T12:00:00-07:00", "1d", "2026-12-01T08:00:00-07:00"},
            // Saturday opens later, rests at noon, closes earlier.
            {"2026-11-27T08:10:00-07:00", "1d", "2026-11-28T09:00:00-07:00"},
            {"2026-11-27T12:20:00-07:00", "1d", "2026-11-28T13:00:00-07:00"},
            {"2026-11-27T16:00:00-07:00", "1d", "2026-11-28T15:00:00-07:00"},
            {"2026-11-28T14:00:00-07:00", "1d", "2026-11-30T14:00:00-07:00"},
            // A special day counts, a holiday does not.
            {"2026-12-23T14:00:00-07:00", "1d", "2026-12-24T12:00:00-07:00"},
            {"2026-12-23T14:00:00-07:00", "2d", "2026-12-26T14:00:00-07:00"},
        });
}

TEST(Due, NightsAreYesterdays) {
  check(in_zone(weekly("mon-fri", {"20:00-04:00"}), "America/Denver"),
        {
            {"2026-11-24T02:00:00-07:00", "1d", "2026-11-25T02:00:00-07:00"},  // Monday's night
            {"2026-11-28T02:00:00-07:00", "1d", "2026-12-01T02:00:00-07:00"},  // Friday's
            {"2026-11-24T02:00:00-07:00", "3h", "2026-11-24T21:00:00-07:00"},
        });
}

TEST(Due, ClockChanges) {
  check(in_zone(Hours::always(), "America/Denver"),
        {
            // The same time by the wall clock, on days of 23 and of 25 hours.
            {"2026-03-07T12:00:00-07:00", "1d", "2026-03-08T12:00:00-06:00"},
            {"2026-10-31T12:00:00-06:00", "1d", "2026-11-01T12:00:00-07:00"},
            {"2026-03-07T02:30:00-07:00", "1d", "2026-03-08T03:00:00-06:00"},
            {"2026-10-31T01:30:00-06:00", "1d", "2026-11-01T01:30:00-06:00"},
            {"2026-11-01T01:30:00-07:00", "1d", "2026-11-02T01:30:00-07:00"},
            // An hour is an hour.
            {"2026-03-08T01:00:00-07:00", "2h", "2026-03-08T04:00:00-06:00"},
            {"2026-11-01T00:00:00-06:00", "25h", "2026-11-02T00:00:00-07:00"},
        });
  check(in_zone(weekly("sat", {"20:00-04:00"}), "America/Denver"),
        {
            {"2026-03-07T20:00:00-07:00", "7h", "2026-03-08T04:00:00-06:00"},
            {"2026-03-07T20:00:00-07:00", "8h", "2026-03-14T21:00:00-06:00"},
            {"2026-10-31T20:00:00-06:00", "9h", "2026-11-01T04:00:00-07:00"},
        });
  // Two spans that meet in the hour that is twice count it once.
  check(in_zone(weekly("sun", {"00:00-01:30", "01:30-03:00"}), "America/Denver"),
        {
            {"2026-11-01T00:00:00-06:00", "4h", "2026-11-01T03:00:00-07:00"},
        });
  check(in_zone(city_hall(), "Australia/Adelaide"),
        {
            {"2026-10-02T16:00:00+09:30", "1d", "2026-10-03T15:00:00+09:30"},
            {"2026-10-03T14:30:00+09:30", "1h", "2026-10-05T08:30:00+10:30"},
        });
}

TEST(Due, NeverOpenIsSaid) {
  EXPECT_EQ(in_zone({}, "Etc/UTC").due(at("2026-11-23T00:00:00Z"), {1, {}}), std::nullopt);
  EXPECT_EQ(in_zone({}, "Etc/UTC").due(at("2026-11-23T00:00:00Z"), parse_due("1h").value()),
            std::nullopt);
  HoursPlan once;
  once.special[absl::CivilDay(2026, 11, 24)] = spans({"10:00-12:00"});
  const Hours hours = in_zone(once, "Etc/UTC");
  EXPECT_EQ(hours.due(at("2026-11-23T00:00:00Z"), parse_due("2h").value()),
            at("2026-11-24T12:00:00Z"));
  EXPECT_EQ(hours.due(at("2026-11-23T00:00:00Z"), parse_due("3h").value()), std::nullopt);
  EXPECT_EQ(hours.due(at("2026-11-23T00:00:00Z"), parse_due("1d").value()), std::nullopt);
}

}  // namespace
}  // namespace crosstown
