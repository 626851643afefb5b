// Calendars, what queues promise, the tripwire and the city's own texts.
#include <gmock/gmock.h>

#include "tests/daemon/config/city_folder.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using namespace std::chrono_literals;

class ServiceConfig : public CityFolder {
 protected:
  // The one mistake of `part`; empty: it is taken.
  std::string mistake(std::string_view part) {
    if (load(city_with(part))) return "";
    const auto all = problems();
    EXPECT_EQ(all.size(), 1u) << part << "\n" << ::testing::PrintToString(all);
    return all.empty() ? "refused without a reason" : all.front();
  }
};

TEST_F(ServiceConfig, ReadsCalendars) {
  const auto config = load(city_with(R"(
city: { name: Riverbend, timezone: America/Denver, languages: [en, es] }
hours:
  city-hall:
    mon-fri: "08:00-17:00"
    sat: ["13:00-15:00", "09:00-12:00"]
    holidays: [2026-12-25, { date: 2026-11-26, name: { en: Thanksgiving, es: Día de Acción de Gracias } }]
    special: { 2026-12-24: "08:00-12:00", 2026-12-31: closed }
  night: { fri-mon: "20:00-04:00", tue: closed, timezone: Etc/UTC }
  always: { mon-sun: 24h }
queues: { front-desk: { name: { en: Front desk, es: Recepción } } }
)"));
  ASSERT_TRUE(config) << problems().front();
  ASSERT_EQ(config->hours.size(), 3u);
  const HoursConfig& hall = config->hours[0];
  EXPECT_EQ(hall.name, "city-hall");
  EXPECT_EQ(hall.timezone, "America/Denver");
  EXPECT_THAT(hall.plan.week[4], ElementsAre(Span{480, 1020}));
  EXPECT_THAT(hall.plan.week[5], ElementsAre(Span{540, 720}, Span{780, 900}));
  EXPECT_THAT(hall.plan.week[6], IsEmpty());
  EXPECT_EQ(hall.plan.holidays.at(absl::CivilDay(2026, 11, 26)).at("es"),
            "Día de Acción de Gracias");
  EXPECT_THAT(hall.plan.holidays.at(absl::CivilDay(2026, 12, 25)), IsEmpty());
  EXPECT_THAT(hall.plan.special.at(absl::CivilDay(2026, 12, 24)), ElementsAre(Span{480, 720}));
  EXPECT_THAT(hall.plan.special.at(absl::CivilDay(2026, 12, 31)), IsEmpty());
  const HoursConfig& night = config->hours[1];
  EXPECT_EQ(night.timezone, "Etc/UTC");
  for (const std::size_t day : {4u, 5u, 6u, 0u})
    EXPECT_THAT(night.plan.week[day], ElementsAre(Span{1200, 1680}));
  EXPECT_THAT(night.plan.week[1], IsEmpty());
  EXPECT_THAT(config->hours[2].plan.week[3], ElementsAre(Span{0, 1440}));
}

TEST_F(ServiceConfig, MistakesInCalendars) {
  const struct {
    std::string_view part;
    std::string_view mistake;
  } cases[] = {
      {"hours: { a: { mon: 25:00-26:00 } }\n",
       "city.yaml:1:20: \"25:00\" is no time of day; it must be from 00:00 to 24:00"},
      {"hours: { a: { mon: 17:00-16:30 } }\n",
       "city.yaml:1:20: \"17:00-16:30\" ends before it begins; over midnight it would last 24 "
       "hours, and 16 is the most"},
      {"hours: { a: { mon: [08:00-12:00, 11:00-13:00] } }\n",
       "city.yaml:1:20: 08:00-12:00 and 11:00-13:00 overlap; write them as one"},
      {"hours: { a: { mon: [08:00-12:00, open] } }\n",
       "city.yaml:1:34: \"open\" must be hours like 08:00-17:00, or 24h, or closed"},
      {"hours: { a: { mon: [] } }\n", "city.yaml:1:20: an empty list holds no hours; write closed"},
      {"hours: { a: { mon: { from: 8 } } }\n",
       "city.yaml:1:20: hours.a: mon must be hours like 08:00-17:00, a list of such, 24h or "
       "closed, not a map"},
      {"hours: { a: { fri: 20:00-04:00, sat: 03:00-09:00 } }\n",
       "city.yaml:1:13: the hours of fri last until 04:00 of sat, which begins at 03:00; they "
       "overlap"},
      {"hours: { a: { mon-fri: 24h, wed: closed } }\n",
       "city.yaml:1:34: wed has its hours from another line already"},
      {"hours: { a: { monday: 24h } }\n",
       "city.yaml:1:23: \"monday\" must be days like mon, sat-sun or mon-fri, or holidays, "
       "special or timezone"},
      {"hours: { a: { mon-fry: 24h } }\n",
       "city.yaml:1:24: \"mon-fry\" must be days like mon, sat-sun or mon-fri, or holidays, "
       "special or timezone"},
      {"hours: { a: { holiday: [] } }\n",
       "city.yaml:1:24: unknown key \"holiday\"; did you mean \"holidays\"?"},
      {"hours: { a: { holidays: [2026-02-30] } }\n", "city.yaml:1:26: there is no day 2026-02-30"},
      {"hours: { a: { holidays: [12/25] } }\n",
       "city.yaml:1:26: \"12/25\" must be a date like 2026-12-25"},
      {"hours: { a: { holidays: [2026-12-25, 2026-12-25] } }\n",
       "city.yaml:1:38: 2026-12-25 stands here twice"},
      {"hours: { a: { holidays: [{ date: 2026-12-25 }] } }\n",
       "city.yaml:1:26: hours.a.holidays #1: name is missing"},
      {"hours: { a: { holidays: [{ date: 2026-12-25, name: {} }] } }\n",
       "city.yaml:1:46: hours.a.holidays #1.name: en is missing"},
      {"hours: { a: { special: { 2026-13-01: 24h } } }\n",
       "city.yaml:1:38: there is no day 2026-13-01"},
      {"hours: { a: { holidays: [2026-12-25], special: { 2026-12-25: 24h } } }\n",
       "city.yaml:1:13: 2026-12-25 is a holiday and a special day; take one out"},
      {"hours: { a: { timezone: America/Denvr } }\n",
       "city.yaml:1:25: there is no time zone \"America/Denvr\"; did you mean "
       "\"America/Denver\"?"},
      {"hours: { a: 24h }\n", "city.yaml:1:13: hours: a must be a map of keys, not \"24h\""},
  };
  for (const auto& c : cases) EXPECT_EQ(mistake(c.part), c.mistake) << c.part;
}

TEST_F(ServiceConfig, ReadsWhatQueuesPromise) {
  const auto config = load(city_with(R"(
hours: { city-hall: { mon-fri: "08:00-17:00" } }
queues:
  front-desk: { name: { en: Front desk } }
  parks:
    name: { en: Parks }
    hours: city-hall
    due: 4h
    overflow: { when: { depth: 200, age: 4h }, to: front-desk }
    email: parks@riverbend.example
    phone: 801-555-0100
)"));
  ASSERT_TRUE(config) << problems().front();
  const QueueConfig& desk = config->queues[0];
  EXPECT_EQ(desk.hours, "");
  EXPECT_FALSE(desk.due || desk.overflow);
  const QueueConfig& parks = config->queues[1];
  EXPECT_EQ(parks.hours, "city-hall");
  EXPECT_EQ(parks.due.value().open_time, 4h);
  EXPECT_EQ(parks.overflow.value().depth, 200u);
  EXPECT_EQ(parks.overflow.value().age, 4h);
  EXPECT_EQ(parks.overflow.value().to, "front-desk");
  EXPECT_EQ(parks.email, "parks@riverbend.example");
  EXPECT_EQ(parks.phone, "+18015550100");
}

TEST_F(ServiceConfig, MistakesInQueues) {
  const std::string hours = "hours: { city-hall: { mon: 24h } }\n";
  const auto queue = [](const std::string& keys) {
    return "queues: { front-desk: { name: { en: A }, " + keys + " }, b: { name: { en: B } } }\n";
  };
  const struct {
    std::string part;
    std::string_view mistake;
  } cases[] = {
      {queue("hours: city-hall"), "city.yaml:1:49: there are no calendars; give one under hours"},
      {hours + queue("hours: cityhall"),
       "city.yaml:2:49: queues.front-desk: hours must be city-hall, not \"cityhall\"; did you mean "
       "\"city-hall\"?"},
      {queue("due: 1w"),
       "city.yaml:1:47: queues.front-desk: due must be open days like 1d, or open time like 30m or "
       "4h, up to 366d, not \"1w\""},
      {queue("overflow: { to: b }"), "city.yaml:1:42: queues.front-desk.overflow: when is missing"},
      {queue("overflow: { when: {}, to: b }"), "city.yaml:1:54: when needs depth or age, or both"},
      {queue("overflow: { when: { depth: 0 }, to: b }"),
       "city.yaml:1:69: queues.front-desk.overflow.when: depth must be a whole number from 1 to "
       "1000000000, not \"0\""},
      {queue("overflow: { when: { age: 5s }, to: b }"),
       "city.yaml:1:67: queues.front-desk.overflow.when: age must be from 1m to 366d, not \"5s\""},
      {queue("overflow: { when: { depth: 1 }, to: c }"),
       "city.yaml:1:78: queues.front-desk.overflow: to must be front-desk or b, not \"c\""},
      {queue("overflow: { when: { depth: 1 }, to: front-desk }"),
       "city.yaml:1:23: queues overflow in a circle: front-desk → front-desk; one of them must go "
       "elsewhere"},
      {"queues: { front-desk: { name: { en: A }, overflow: { when: { depth: 1 }, to: b } }, b: { "
       "name: { en: B }, overflow: { when: { age: 1h }, to: front-desk } } }\n",
       "city.yaml:1:88: queues overflow in a circle: b → front-desk → b; one of them must go "
       "elsewhere"},
      {queue("email: desk"),
       "city.yaml:1:49: queues.front-desk: email must be an email address like "
       "desk@riverbend.example, not \"desk\""},
      {queue("email: a@b@riverbend.example"),
       "city.yaml:1:49: queues.front-desk: email must be an email address like "
       "desk@riverbend.example, not \"a@b@riverbend.example\""},
      {queue("phone: 12"),
       "city.yaml:1:49: queues.front-desk: phone must be a telephone number like "
       "\"+18015550100\", not \"12\""},
  };
  for (const auto& c : cases) EXPECT_EQ(mistake(c.part), c.mistake) << c.part;
}

TEST_F(ServiceConfig, TheTripwire) {
  folder_.write("words.yaml", "en: { words: [sinkhole], except: [fire festival] }\n");
  const auto config =
      load(city_with("emergency: { queue: parks, number: \"112\", words: words.yaml }\n"));
  ASSERT_TRUE(config) << problems().front();
  ASSERT_TRUE(config->emergency);
  EXPECT_EQ(config->emergency->number, "112");
  Message message;
  message.text = "A sinkhole!";
  const auto routing = config->emergency->route(message);
  ASSERT_TRUE(routing);
  EXPECT_EQ(routing->queue, "parks");
  EXPECT_EQ(routing->priority, Priority::urgent);
  EXPECT_EQ(routing->rule, "emergency");
  EXPECT_EQ(routing->type, "emergency");
  EXPECT_THAT(routing->why, ElementsAre("text matched \"sinkhole\""));
  message.text = "When is the fire festival?";
  EXPECT_FALSE(config->emergency->route(message));
  message.text = "When is the fire festival? There is a fire";
  EXPECT_TRUE(config->emergency->route(message));
  message.text = "he is not breathing";
  EXPECT_THAT(config->emergency->route(message).value().why.front(), StartsWith("text matched /"));
}

TEST_F(ServiceConfig, NoTripwireUnlessAsked) {
  const auto config = load(city_with(""));
  ASSERT_TRUE(config);
  EXPECT_FALSE(config->emergency);
}

TEST_F(ServiceConfig, MistakesInTheTripwire) {
  folder_.write("wrong.yaml", "en:\n  words: [fire\n");
  folder_.write("except.yaml", "en:\n  except: [\"/fire/\"]\n");
  const struct {
    std::string_view part;
    std::string_view mistake;
  } cases[] = {
      {"emergency: {}\n", "city.yaml:1:1: emergency: queue is missing"},
      {"emergency: { queue: park }\n",
       "city.yaml:1:21: emergency: queue must be front-desk or parks, not \"park\"; did you mean "
       "\"parks\"?"},
      {"emergency: { queue: parks, number: call }\n",
       "city.yaml:1:36: number must be what residents dial, like \"911\""},
      {"emergency: { queue: parks, words: none.yaml }\n",
       "city.yaml:1:35: none.yaml cannot be read: No such file or directory"},
      {"emergency: { queue: parks, words: wrong.yaml }\n",
       "wrong.yaml:2:10: the \"[\" that begins here is not closed"},
      {"emergency: { queue: parks, words: except.yaml }\n",
       "except.yaml:2:12: an exception must be a phrase, so that it is seen what it lets pass"},
  };
  for (const auto& c : cases) EXPECT_EQ(mistake(c.part), c.mistake) << c.part;
}

TEST_F(ServiceConfig, LongTextsAreWorthAWarning) {
  const std::string city =
      "city: { name: R, timezone: Etc/UTC, languages: [en, es] }\n"
      "queues: { front-desk: { name: { en: Front desk, es: Recepción } } }\n";
  auto config = load(city_with(city));
  ASSERT_TRUE(config) << problems().front();
  EXPECT_THAT(config->warnings, IsEmpty());
  config =
      load(city_with(
          city + "texts: { es: { receipt: \"Gracias. Su solicitud tiene el número {tracking}. Para "
                 "saber más, mande ESTADO.\" } }\n"));
  ASSERT_TRUE(config) << problems().front();
  ASSERT_EQ(config->warnings.size(), 1u);
  EXPECT_EQ(config->warnings.front().mark.line, 3);
  EXPECT_THAT(config->warnings.front().text,
              StartsWith("warning: texts.es.receipt is sent in 2 parts as a text message, since"));
  EXPECT_EQ(config->texts.filled("es", TextId::receipt, {{"tracking", "x"}}),
            "Gracias. Su solicitud tiene el número x. Para saber más, mande ESTADO.");
}

TEST_F(ServiceConfig, ALanguageOfTheCitysOwn) {
  EXPECT_EQ(mistake("city: { name: R, timezone: Etc/UTC, languages: [en, fr] }\n"
                    "queues: { front-desk: { name: { en: A, fr: B } } }\n"
                    "texts: { fr: { receipt: \"{tracking}\" } }\n"),
            "city.yaml:3:14: texts.fr: emergency is missing; \"fr\" does not come with Crosstown, "
            "so all its texts must stand here");
}

TEST_F(ServiceConfig, TestsMeetTheTripwireAndTheLanguage) {
  const auto config = load(city_with(R"(
city: { name: R, timezone: Etc/UTC, languages: [en, es] }
queues: { front-desk: { name: { en: A, es: A } }, parks: { name: { en: B, es: B } } }
emergency: { queue: parks }
tests:
  - { name: a, message: { channel: kiosk, text: "mi casa se está quemando" }, expect: { queue: parks, rule: emergency, type: emergency, priority: urgent, language: es } }
  - { name: b, message: { channel: kiosk, text: "No recogieron la basura esta semana" }, expect: { rule: all, language: es } }
  - { name: c, message: { channel: kiosk, text: "pothole" }, expect: { rule: all, language: en } }
)"));
  ASSERT_TRUE(config) << problems().front();
  for (const auto& failure : run_config_tests(*config)) ADD_FAILURE() << to_text(failure);
}

std::string answers_entry(std::string_view id) {
  return "- { id: " + std::string(id) +
         ", title: { en: T }, questions: { en: when is it }, answer: { en: Now. }, owner: parks "
         "}\n";
}

TEST_F(ServiceConfig, ReadsTheAnswerBook) {
  folder_.write("answers/b.yaml", answers_entry("two"));
  folder_.write("answers/a.yaml", answers_entry("one"));
  folder_.write("more.yaml", answers_entry("three"));
  const auto config =
      load(city_with("answers: [answers/*.yaml, more.yaml, answers/a.yaml]\n"
                     "routes: [{ name: all, then: { queue: front-desk, answer: three } }]\n"));
  ASSERT_TRUE(config) << problems().front();
  EXPECT_THAT(config->answers->ids(), ElementsAre("one", "two", "three"));
  EXPECT_THAT(config->warnings, IsEmpty());
  EXPECT_THAT(load(city_with(""))->answers->ids(), IsEmpty());
}

TEST_F(ServiceConfig, MistakesInTheAnswerBook) {
  folder_.write("a.yaml", answers_entry("one") + answers_entry("one"));
  EXPECT_EQ(mistake("answers: a.yaml\n"), "a.yaml:2:9: the id \"one\" is taken: a.yaml:1");
  EXPECT_EQ(mistake("answers: [none/*.yaml]\n"), "city.yaml:1:11: no file is named none/*.yaml");
  folder_.write("a.yaml", answers_entry("one"));
  EXPECT_THAT(mistake("answers: a.yaml\nroutes: [{ name: all, then: { queue: front-desk, answer: "
                      "on } }]\n"),
              ::testing::HasSubstr("answer must be one, not \"on\""));
  folder_.write("a.yaml",
                "- { id: one, title: { en: T }, questions: { en: q }, answer: { en: A "
                "}, owner: parks, expires: 2020-01-01 }\n");
  const auto config = load(city_with("answers: a.yaml\n"));
  ASSERT_TRUE(config) << problems().front();
  ASSERT_EQ(config->warnings.size(), 1u);
  EXPECT_THAT(config->warnings[0].text, ::testing::HasSubstr("has expired"));
}

TEST_F(ServiceConfig, ATimeZoneThatCannotBeRead) {
  folder_.write("zoneinfo/America/Boise", "TZif2");
  EXPECT_EQ(
      mistake("city: { name: R, timezone: America/Boise }\n"),
      "city.yaml:1:28: what is known of the time zone \"America/Boise\" cannot be read; install "
      "tzdata again");
}

constexpr std::string_view by_hours = R"(
city: { name: Riverbend, timezone: America/Denver, languages: [en] }
hours: { city-hall: { mon-fri: "08:00-17:00" }, night: { mon-sun: "20:00-04:00" } }
queues:
  front-desk: { name: { en: Front desk }, hours: city-hall, due: 1d }
  on-call: { name: { en: On call } }
)";

TEST_F(ServiceConfig, RulesByHours) {
  const auto config = load(city_with(std::string(by_hours) + R"(
routes:
  - { name: at night, when: { hours: { night: open } }, then: { queue: on-call, due: 4h } }
  - { name: by day, when: { hours: open }, then: { queue: front-desk } }
  - { name: else, then: { queue: front-desk, type: later } }
tests:
  - { name: day, message: { channel: kiosk, text: x, time: 2026-11-23T09:00 },
      expect: { rule: by day, after_hours: false, due: 2026-11-24T09:00 } }
  - { name: no day in particular, message: { channel: kiosk, text: x }, expect: { rule: at night } }
  - { name: evening, message: { channel: kiosk, text: x, time: 2026-11-23T18:00 },
      expect: { rule: else, after_hours: true, due: 2026-11-25T08:00 } }
  - { name: night, message: { channel: kiosk, text: x, time: 2026-11-23T21:00 },
      expect: { queue: on-call, after_hours: false, due: 2026-11-24T01:00 } }
)"));
  ASSERT_TRUE(config) << problems().front();
  for (const auto& failure : run_config_tests(*config)) ADD_FAILURE() << failure.text;
}

TEST_F(ServiceConfig, TestsOfPromises) {
  const auto config = load(city_with(std::string(by_hours) + R"(
routes: [{ name: all, then: { queue: front-desk } }]
tests:
  - { name: wrong, message: { channel: kiosk, text: x, time: 2026-11-23T18:00 },
      expect: { after_hours: false, due: 2026-11-24T08:00 } }
)"));
  ASSERT_TRUE(config) << problems().front();
  const auto failures = run_config_tests(*config);
  ASSERT_EQ(failures.size(), 2u);
  EXPECT_EQ(failures[0].text, "test \"wrong\" failed: front-desk is closed");
  EXPECT_EQ(failures[1].text,
            "test \"wrong\" failed: due is \"2026-11-25T08:00\", not \"2026-11-24T08:00\" (queue "
            "\"front-desk\")");
  EXPECT_FALSE(load(city_with(std::string(by_hours) + R"(
routes: [{ name: all, then: { queue: front-desk } }]
tests:
  - { name: x, message: { channel: kiosk, text: x }, expect: { due: 2026-11-24T08:00 } }
  - { name: y, message: { channel: kiosk, text: x, time: noon }, expect: { queue: front-desk } }
)")));
  EXPECT_THAT(
      problems(),
      ElementsAre(HasSubstr("after_hours and due need the message's time"),
                  HasSubstr("must be a minute by the city's clock, like 2026-11-23T20:00")));
}

}  // namespace
}  // namespace crosstown
