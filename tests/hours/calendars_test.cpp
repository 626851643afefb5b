#include "router/hours/calendars.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/hours/city_hours.h"

namespace crosstown {
namespace {

using testing::ElementsAre;

Calendars two() {
  return Calendars({{"city-hall", in_zone(city_hall(), "America/Denver")},
                    {"night", in_zone(weekly("mon-sun", {"20:00-04:00"}), "America/Denver")}});
}

std::vector<bool> open(const Calendars& calendars, std::string_view time) {
  const OpenCalendars found = calendars.open_at(at(time));
  return {found.view().begin(), found.view().end()};
}

TEST(Calendars, OpenByTheMinute) {
  const Calendars calendars = two();
  const struct {
    std::string_view time;
    bool city_hall;
    bool night;
  } cases[] = {
      {"2026-11-23T07:59:59.999-07:00", false, false},
      {"2026-11-23T08:00:00-07:00", true, false},
      {"2026-11-23T08:00:59.999-07:00", true, false},
      {"2026-11-23T16:59:59.999-07:00", true, false},
      {"2026-11-23T17:00:00-07:00", false, false},
      {"2026-11-23T20:00:00-07:00", false, true},
      {"2026-11-23T08:00:00-07:00", true, false},  // also back again: daemons' messages may be old
      {"2026-12-25T09:00:00-07:00", false, false},
  };
  for (int round = 0; round < 2; ++round) {
    for (const auto& c : cases)
      EXPECT_THAT(open(calendars, c.time), ElementsAre(c.city_hall, c.night)) << c.time;
  }
}

TEST(Calendars, ByName) {
  const Calendars calendars = two();
  ASSERT_NE(calendars.find("night"), nullptr);
  EXPECT_TRUE(calendars.find("night")->open(at("2026-11-23T21:00:00-07:00")));
  EXPECT_EQ(calendars.find("nights"), nullptr);
}

TEST(Calendars, NoneAndMany) {
  EXPECT_TRUE(Calendars({}).open_at(at("2026-11-23T08:00:00Z")).view().empty());
  std::vector<Calendars::Named> many;
  for (int i = 0; i < 40; ++i)
    many.push_back(
        {std::to_string(i), in_zone(weekly(i % 3 == 0 ? "mon" : "tue", {"24h"}), "UTC")});
  const Calendars calendars(std::move(many));
  const std::vector<bool> monday = open(calendars, "2026-11-23T12:00:00Z");
  ASSERT_EQ(monday.size(), 40U);
  for (std::size_t i = 0; i < monday.size(); ++i) EXPECT_EQ(monday[i], i % 3 == 0) << i;
  const OpenCalendars all = calendars.all_open();
  EXPECT_THAT(all.view(), testing::Each(true));
  EXPECT_EQ(all.view().size(), 40U);
}

// For the thread sanitizer, and for whoever would remember minute and state apart.
TEST(Calendars, ManyThreadsAndTwoTimes) {
  const Calendars calendars = two();
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (const std::string_view time : {"2026-11-23T12:00:00-07:00", "2026-11-23T21:00:00-07:00"}) {
    const bool noon = time.find("T12") != std::string_view::npos;
    threads.emplace_back([&calendars, &wrong, now = at(time), noon] {
      for (int i = 0; i < 20'000; ++i) {
        const OpenCalendars found = calendars.open_at(now);
        wrong += found.view()[0] == noon && found.view()[1] != noon ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace crosstown
