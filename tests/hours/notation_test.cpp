#include "router/hours/notation.h"

#include <gmock/gmock.h>

namespace crosstown {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Notation, Spans) {
  const struct {
    std::string_view text;
    Span span;
    std::string mistake;
  } cases[] = {
      {"08:00-17:00", {480, 1020}, ""},
      {"8:00 - 17:30", {480, 1050}, ""},
      {"00:00-24:00", {0, 1440}, ""},
      {"24h", {0, 1440}, ""},
      {"20:00-04:00", {1200, 1680}, ""},
      {"17:00-00:00", {1020, 1440}, ""},
      {"17:00-08:00", {1020, 1920}, ""},
      {"25:00-26:00", {}, "\"25:00\" is no time of day; it must be from 00:00 to 24:00"},
      {"08:00-17:60", {}, "\"17:60\" is no time of day; it must be from 00:00 to 24:00"},
      {"08:00-24:30", {}, "\"24:30\" is no time of day; it must be from 00:00 to 24:00"},
      {"24:00-08:00", {}, "\"24:00\" is no time of day; it must be from 00:00 to 24:00"},
      {"8-17", {}, "\"8\" is no time of day; it must be from 00:00 to 24:00"},
      {"08:00-5pm", {}, "\"5pm\" is no time of day; it must be from 00:00 to 24:00"},
      {"-1:00-02:00", {}, "\"\" is no time of day; it must be from 00:00 to 24:00"},
      {"08:00", {}, "\"08:00\" must be hours like 08:00-17:00, or 24h, or closed"},
      {"", {}, "\"\" must be hours like 08:00-17:00, or 24h, or closed"},
      {"08:00-08:00", {}, "\"08:00-08:00\" ends when it begins; for a whole day write 24h"},
      {"17:00-09:01",
       {},
       "\"17:00-09:01\" ends before it begins; over midnight it would last 17 hours, and 16 is the "
       "most"},
      {"13:00-12:00",
       {},
       "\"13:00-12:00\" ends before it begins; over midnight it would last 23 hours, and 16 is the "
       "most"},
  };
  for (const auto& c : cases) {
    const auto parsed = parse_span(c.text);
    if (const auto* mistake = std::get_if<HoursMistake>(&parsed)) {
      EXPECT_EQ(mistake->text, c.mistake) << c.text;
    } else {
      EXPECT_EQ(c.mistake, "") << c.text;
      EXPECT_EQ(std::get<Span>(parsed), c.span) << c.text;
    }
  }
}

TEST(Notation, Order) {
  Spans spans{{780, 900}, {540, 720}, {720, 780}};
  EXPECT_FALSE(put_in_order(spans));
  EXPECT_THAT(spans, ElementsAre(Span{540, 720}, Span{720, 780}, Span{780, 900}));
  spans.push_back({899, 1500});
  EXPECT_EQ(put_in_order(spans).value().text,
            "13:00-15:00 and 14:59-01:00 overlap; write them as one");
}

TEST(Notation, NightsThatRunIntoTheMorning) {
  std::array<Spans, 7> week;
  week[4] = {{1200, 1680}};  // until 04:00
  week[5] = {{240, 600}};
  EXPECT_FALSE(week_overlap(week));
  week[5] = {{239, 600}};
  EXPECT_EQ(week_overlap(week).value().text,
            "the hours of fri last until 04:00 of sat, which begins at 03:59; they overlap");
  week[5] = {};
  week[6] = {{1200, 1500}};
  week[0] = {{0, 1440}};
  EXPECT_TRUE(week_overlap(week)) << "Sunday into Monday";
}

TEST(Notation, Days) {
  EXPECT_THAT(parse_days("mon"), ElementsAre(0u));
  EXPECT_THAT(parse_days("mon-fri"), ElementsAre(0u, 1u, 2u, 3u, 4u));
  EXPECT_THAT(parse_days("sat-sun"), ElementsAre(5u, 6u));
  EXPECT_THAT(parse_days("fri-mon"), ElementsAre(4u, 5u, 6u, 0u));
  EXPECT_THAT(parse_days("mon-sun").size(), 7u);
  EXPECT_THAT(parse_days("tue-mon").size(), 7u);
  EXPECT_THAT(parse_days("wed-wed"), ElementsAre(2u));
  for (const auto* text : {"", "-", "Mon", "monday", "mon-", "mon-fry", "mon-fri-sat", "mon fri"})
    EXPECT_THAT(parse_days(text), IsEmpty()) << text;
}

TEST(Notation, Dates) {
  EXPECT_EQ(std::get<absl::CivilDay>(parse_date("2026-12-25")), absl::CivilDay(2026, 12, 25));
  EXPECT_EQ(std::get<absl::CivilDay>(parse_date("2028-02-29")), absl::CivilDay(2028, 2, 29));
  for (const auto* text : {"2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-04-31"})
    EXPECT_EQ(std::get<HoursMistake>(parse_date(text)).text,
              "there is no day " + std::string(text));
  for (const auto* text : {"", "12/25/2026", "2026-1-5", "26-12-25", "2026-12-25T", "0026-12-25"})
    EXPECT_EQ(std::get<HoursMistake>(parse_date(text)).text,
              "\"" + std::string(text) + "\" must be a date like 2026-12-25");
}

TEST(Notation, Due) {
  EXPECT_EQ(parse_due("1d").value().days, 1);
  EXPECT_EQ(parse_due("366d").value().days, 366);
  EXPECT_EQ(parse_due("4h").value().open_time, std::chrono::hours(4));
  EXPECT_EQ(parse_due("4h").value().days, 0);
  EXPECT_EQ(parse_due("90m").value().open_time, std::chrono::minutes(90));
  for (const auto* text :
       {"", "d", "0d", "367d", "0h", "-1d", "1.5h", "4", "30s", "5ms", "h", "1w", "999999h"})
    EXPECT_FALSE(parse_due(text)) << text;
}

}  // namespace
}  // namespace crosstown
