#include "router/queues/promises.h"

#include <gtest/gtest.h>

#include "tests/hours/city_hours.h"

namespace crosstown {
namespace {

Promises promises() {
  auto calendars = std::make_shared<const Calendars>(
      std::vector<Calendars::Named>{{"city-hall", in_zone(city_hall(), "America/Denver")}});
  return Promises({{"permits", {"city-hall", parse_due("1d")}},
                   {"court", {"city-hall", std::nullopt}},
                   {"water", {"", parse_due("1d")}},
                   {"lost", {"", std::nullopt}}},
                  std::move(calendars), "America/Denver");
}

TEST(Promises, ByTheCalendarOfTheQueue) {
  const Promises made = promises();
  const struct {
    std::string_view queue;
    std::string_view rules_due;  // empty: the queue's own
    std::string_view now;
    bool after_hours;
    std::string_view due;  // empty: none
  } cases[] = {
      {"permits", "", "2026-11-23T10:00:00-07:00", false, "2026-11-24T10:00:00-07:00"},
      {"permits", "", "2026-11-23T18:00:00-07:00", true, "2026-11-25T08:00:00-07:00"},
      {"permits", "2h", "2026-11-23T16:00:00-07:00", false, "2026-11-24T09:00:00-07:00"},
      {"permits", "2h", "2026-11-23T18:00:00-07:00", true, "2026-11-24T10:00:00-07:00"},
      {"permits", "2d", "2026-11-23T10:00:00-07:00", false, "2026-11-25T10:00:00-07:00"},
      {"court", "", "2026-11-22T10:00:00-07:00", true, ""},
      {"court", "4h", "2026-11-22T10:00:00-07:00", true, "2026-11-23T12:00:00-07:00"},
      {"water", "", "2026-11-22T03:00:00-07:00", false, "2026-11-23T03:00:00-07:00"},
      {"water", "", "2027-03-13T12:00:00-07:00", false, "2027-03-14T12:00:00-06:00"},  // spring
      {"lost", "", "2026-11-22T03:00:00-07:00", false, ""},
      {"removed", "1h", "2026-11-22T03:00:00-07:00", false, "2026-11-22T04:00:00-07:00"},
  };
  for (const auto& c : cases) {
    Routing routing;
    routing.queue = c.queue;
    if (!c.rules_due.empty()) routing.due = parse_due(c.rules_due);
    made.promise(routing, at(c.now));
    EXPECT_EQ(routing.after_hours, c.after_hours) << c.queue << " " << c.now;
    EXPECT_EQ(routing.due_at, c.due.empty() ? std::nullopt : std::optional(at(c.due)))
        << c.queue << " " << c.now;
  }
}

TEST(Promises, TellTheCalendar) {
  const Promises made = promises();
  EXPECT_NE(made.hours("permits"), nullptr);
  EXPECT_EQ(made.hours("water"), nullptr);
  EXPECT_EQ(made.hours("removed"), nullptr);
}

}  // namespace
}  // namespace crosstown
