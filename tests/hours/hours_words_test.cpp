#include "router/hours/hours_words.h"

#include <gtest/gtest.h>

#include "router/texts/segments.h"
#include "router/texts/words.h"
#include "tests/hours/city_hours.h"

namespace crosstown {
namespace {

const Texts texts;

TEST(HoursWords, TheWeek) {
  HoursPlan everyday = weekly("mon-sun", {"24h"});
  HoursPlan mixed = weekly("mon-thu", {"00:00-12:30"});
  mixed.week[6] = spans({"20:00-04:00"});
  const struct {
    HoursPlan plan;
    std::string_view english;
    std::string_view spanish;
  } cases[] = {
      {city_hall(), "Mon–Fri 8:00 am–5:00 pm; Sat 9:00 am–12:00 pm, 1:00 pm–3:00 pm",
       "lun–vie 8:00–17:00; sáb 9:00–12:00, 13:00–15:00"},
      {everyday, "Mon–Sun 24 hours", "lun–dom 24 horas"},
      {mixed, "Mon–Thu 12:00 am–12:30 pm; Sun 8:00 pm–4:00 am",
       "lun–jue 0:00–12:30; dom 20:00–4:00"},
      {HoursPlan{}, "closed", "cerrado"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(words::hours(texts, "en", c.plan), c.english);
    EXPECT_EQ(words::hours(texts, "es-MX", c.plan), c.spanish);
  }
}

TEST(HoursWords, NowAndNext) {
  const Hours hours = in_zone(city_hall(), "America/Denver");
  const struct {
    std::string_view now;
    std::string_view english;
    std::string_view spanish;
  } cases[] = {
      {"2026-11-23T12:00:00-07:00", "Open now.", "Abierto ahora."},
      {"2026-11-23T06:00:00-07:00", "Closed now. Opens again today at 8:00 am.",
       "Cerrado ahora. Abre otra vez hoy (8:00)."},
      {"2026-11-28T12:30:00-07:00", "Closed now. Opens again today at 1:00 pm.",
       "Cerrado ahora. Abre otra vez hoy (13:00)."},
      {"2026-11-28T18:00:00-07:00", "Closed now. Opens again Monday at 8:00 am.",
       "Cerrado ahora. Abre otra vez el lunes (8:00)."},
      {"2026-12-25T10:00:00-07:00", "Closed today: Christmas. Opens again Saturday at 9:00 am.",
       "Cerrado hoy: Navidad. Abre otra vez el sábado (9:00)."},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(words::open_now(texts, "en", hours, at(c.now)), c.english) << c.now;
    EXPECT_EQ(words::open_now(texts, "es", hours, at(c.now)), c.spanish) << c.now;
  }
}

TEST(HoursWords, ADateWhereAWeekdayWouldNotDo) {
  HoursPlan plan;
  plan.special[absl::CivilDay(2027, 1, 4)] = spans({"10:00-12:00"});
  const Hours hours = in_zone(plan, "America/Denver");
  EXPECT_EQ(words::open_now(texts, "en", hours, at("2026-12-28T12:00:00-07:00")),
            "Closed now. Opens again on 2027-01-04 at 10:00 am.");
  EXPECT_EQ(words::open_now(texts, "en", hours, at("2026-12-29T12:00:00-07:00")),
            "Closed now. Opens again Monday at 10:00 am.");
  EXPECT_EQ(words::open_now(texts, "en", hours, at("2027-01-05T12:00:00-07:00")), "Closed now.");
}

TEST(HoursWords, ReceiptsWhileClosed) {
  const Hours hours = in_zone(city_hall(), "America/Denver");
  const struct {
    std::string_view now;
    std::string_view due;  // empty: nothing is
    std::string_view english;
    std::string_view spanish;
  } cases[] = {
      {"2026-11-23T18:00:00-07:00", "2026-11-25T08:00:00-07:00",
       " We are closed now and will answer by Wednesday.",
       " Ahora cerrado. Le respondemos para el 2026-11-25."},
      {"2026-11-23T06:00:00-07:00", "2026-11-23T10:00:00-07:00",
       " We are closed now and will answer by Monday.",
       " Ahora cerrado. Le respondemos para el 2026-11-23."},
      {"2026-11-23T18:00:00-07:00", "2026-11-30T08:00:00-07:00",
       " We are closed now and will answer by 2026-11-30.",
       " Ahora cerrado. Le respondemos para el 2026-11-30."},
      {"2026-11-28T18:00:00-07:00", "", " Closed now. Opens again Monday at 8:00 am.",
       " Cerrado ahora. Abre otra vez el lunes (8:00)."},
  };
  for (const auto& c : cases) {
    const auto due = c.due.empty() ? std::nullopt : std::optional(at(c.due));
    EXPECT_EQ(words::closed_receipt(texts, "en", hours, at(c.now), due), c.english) << c.now;
    EXPECT_EQ(words::closed_receipt(texts, "es", hours, at(c.now), due), c.spanish) << c.now;
  }
}

TEST(HoursWords, AReceiptWhileClosedIsOneTextMessage) {
  const Hours hours = in_zone(city_hall(), "America/Denver");
  for (const std::string_view language : {"en", "es"}) {
    for (int day = 24; day < 30; ++day) {
      const Time due = at("2026-11-" + std::to_string(day) + "T08:00:00-07:00");
      const std::string text =
          words::receipt(texts, language, "26-999999999-9") +
          words::closed_receipt(texts, language, hours, at("2026-11-23T18:00:00-07:00"), due);
      EXPECT_EQ(sms_size(text).segments, 1u) << text;
    }
  }
}

}  // namespace
}  // namespace crosstown
