// Each kind of condition, in messages that it takes and in some that it does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/rules/reading.h"

namespace crosstown {
namespace {

using testing::ElementsAre;

struct Contact {
  Message message;
  std::array<bool, 2> open{false, false};  // city-hall, pool
  std::vector<std::pair<std::string, std::string>> areas;
  std::string type;
};

using Change = void (*)(Contact&);

Contact contact_with(Change change) {
  Contact contact;
  contact.message.medium = Medium::sms;
  contact.message.channel = "city-sms";
  contact.message.from = "+18015550123";
  contact.message.to = "+18015550100";
  contact.message.language = "es";
  contact.message.text = "Hay un bache";
  change(contact);
  return contact;
}

Routing routed(const std::string& when, const Contact& contact) {
  const auto rules = read_rules_or_die("- name: hit\n  when: " + when +
                                       "\n  then: { queue: public-works }\n"
                                       "- { name: rest, then: { queue: front-desk } }\n");
  return rules->route(contact.message, {contact.open, contact.areas, contact.type});
}

struct Case {
  std::string when;
  Change change;
  bool hit;
};

void as_it_is(Contact&) {}

void expect_all(std::span<const Case> table) {
  for (const auto& row : table)
    EXPECT_EQ(routed(row.when, contact_with(row.change)).rule == "hit", row.hit) << row.when;
}

TEST(Condition, From) {
  const Change withheld = [](Contact& c) { c.message.from.clear(); };
  const Change email = [](Contact& c) { c.message.from = "ann@riverbend.example"; };
  const Change capitals = [](Contact& c) { c.message.from = "Ann@Riverbend.Example"; };
  const Change alexa = [](Contact& c) { c.message.from = "amzn1.ask.account.AB1"; };
  expect_all(std::array{
      Case{"{ from: '+1 801 555 0123' }", as_it_is, true},
      Case{"{ from: '+18015550124' }", as_it_is, false},
      Case{"{ from: '+1801*' }", as_it_is, true},
      Case{"{ from: '+1 (801) 555-01*' }", as_it_is, true},
      Case{"{ from: '+1385*' }", as_it_is, false},
      Case{"{ from: '+180155501234*' }", as_it_is, false},
      Case{"{ from: ['+1385*', '+1801*'] }", as_it_is, true},
      Case{"{ from: '+1801*' }", withheld, false},
      Case{"{ not: { from: '+1801*' } }", withheld, true},
      Case{"{ from: '*@riverbend.example' }", email, true},
      Case{"{ from: '*@Riverbend.example' }", capitals, true},
      Case{"{ from: Ann@riverbend.example }", capitals, true},
      Case{"{ from: '*@bend.example' }", email, false},
      Case{"{ from: '*@riverbend.example' }", as_it_is, false},
      Case{"{ from: amzn1.ask.account.AB1 }", alexa, true},
      Case{"{ from: 'amzn1.ask.*' }", alexa, true},
      Case{"{ from: amzn1.ask.account.ab1 }", alexa, false},
  });
}

TEST(Condition, LanguageAndType) {
  const Change mexican = [](Contact& c) { c.message.language = "es-MX"; };
  const Change estonian = [](Contact& c) { c.message.language = "est"; };
  const Change pothole = [](Contact& c) { c.type = "pothole"; };
  expect_all(std::array{
      Case{"{ language: es }", as_it_is, true},
      Case{"{ language: es }", mexican, true},
      Case{"{ language: es }", estonian, false},
      Case{"{ language: en }", as_it_is, false},
      Case{"{ language: [en, es] }", as_it_is, true},
      Case{"{ type: pothole }", pothole, true},
      Case{"{ type: [tree, pothole] }", pothole, true},
      Case{"{ type: tree }", pothole, false},
      Case{"{ type: pothole }", as_it_is, false},
  });
}

TEST(Condition, HoursAreThoseOfTheRulesQueue) {
  const Change hall = [](Contact& c) { c.open = {true, false}; };
  const Change pool = [](Contact& c) { c.open = {false, true}; };
  expect_all(std::array{
      Case{"{ hours: open }", hall, true},  // public-works keeps those of city-hall
      Case{"{ hours: open }", pool, false},
      Case{"{ hours: closed }", pool, true},
      Case{"{ hours: closed }", hall, false},
      Case{"{ hours: closed }", as_it_is, true},
      Case{"{ hours: { pool: open } }", pool, true},
      Case{"{ hours: { pool: open, city-hall: closed } }", pool, true},
      Case{"{ hours: { pool: open, city-hall: open } }", pool, false},
  });
}

TEST(Condition, AreaAndIntent) {
  const Change ward = [](Contact& c) { c.areas = {{"ward", "3"}, {"trash_day", "Miércoles"}}; };
  const Change report = [](Contact& c) {
    c.message.intent = Intent{"ReportIssue", {{"issue", "Pothole"}, {"street", "Main"}}};
  };
  expect_all(std::array{
      Case{"{ area: { ward: 3 } }", ward, true},
      Case{"{ area: { ward: [4, \"3\"] } }", ward, true},
      Case{"{ area: { ward: 3, trash_day: miercoles } }", ward, true},
      Case{"{ area: { ward: 3, trash_day: Monday } }", ward, false},
      Case{"{ area: { ward: 33 } }", ward, false},
      Case{"{ area: { ward: 3 } }", as_it_is, false},
      Case{"{ intent: ReportIssue }", report, true},
      Case{"{ intent: [Help, ReportIssue] }", report, true},
      Case{"{ intent: reportissue }", report, false},
      Case{"{ intent: ReportIssue }", as_it_is, false},
      Case{"{ intent: { ReportIssue: { issue: pothole } } }", report, true},
      Case{"{ intent: { ReportIssue: { issue: [tree, pothole], street: main } } }", report, true},
      Case{"{ intent: { ReportIssue: { issue: pothole, street: elm } } }", report, false},
      Case{"{ intent: { ReportIssue: { street: pothole } } }", report, false},
      Case{"{ intent: { Other: { issue: pothole } } }", report, false},
      Case{"{ intent: [Help, { ReportIssue: { issue: pothole } }] }", report, true},
      Case{"{ intent: { Help: {}, ReportIssue: {} } }", report, true},
  });
}

TEST(Condition, AllAnyNot) {
  expect_all(std::array{
      Case{"{ any: [{ text: farola }, { text: bache }] }", as_it_is, true},
      Case{"{ any: [{ text: farola }, { language: en }] }", as_it_is, false},
      Case{"{ any: [{ text: farola }, { not: { text: luz } }] }", as_it_is, true},
      Case{"{ all: [{ text: bache }, { text: hay }] }", as_it_is, true},
      Case{"{ all: [{ text: bache }, { text: farola }] }", as_it_is, false},
      Case{"{ not: { text: bache } }", as_it_is, false},
      Case{"{ not: { text: farola } }", as_it_is, true},
      Case{"{ not: { text: bache, language: en } }", as_it_is, true},  // not both
      Case{"{ text: bache, not: { channel: city-sms } }", as_it_is, false},
      Case{"{ text: bache, any: [{ medium: sms }, { medium: chat }], not: { language: en } }",
           as_it_is, true},
      Case{"{ not: { any: [{ text: farola }, { not: { text: bache } }] } }", as_it_is, true},
      Case{"{ any: [{ text: bache, language: en }, { text: hay, language: es }] }", as_it_is, true},
  });
}

TEST(Condition, SaysWhatHeld) {
  const Contact contact = contact_with([](Contact& c) {
    c.open = {true, false};
    c.areas = {{"ward", "3"}};
    c.type = "pothole";
    c.message.intent = Intent{"ReportIssue", {{"issue", "bache"}}};
  });
  const Routing routing = routed(
      "{ text: [hoyo, bache], channel: city-sms, from: '+1801*', language: es, type: pothole, "
      "intent: { ReportIssue: { issue: bache } }, area: { ward: [3, 4] }, "
      "hours: { city-hall: open, pool: closed }, any: [{ medium: chat }, { medium: sms }], "
      "not: { text: [farola, luz] } }",
      contact);
  EXPECT_THAT(
      routing.why,
      ElementsAre("channel is city-sms", "from matches +1801*", "language is es", "type is pothole",
                  "intent is ReportIssue", "slot issue is bache", "ward is 3",
                  "hours of city-hall are open", "hours of pool are closed",
                  "text matched \"bache\"", "medium is sms", "text has none of: farola, luz"));
}

TEST(Result, EverythingThatARuleDecides) {
  const auto rules = read_rules_or_die(
      "- { name: snow, when: { text: nieve }, then: { queue: public-works, type: snow, priority: "
      "urgent, tier: 2, answer: snow, due: 4h } }\n"
      "- { name: rest, then: { queue: front-desk, due: 2d } }\n");
  Message message;
  message.text = "nieve";
  Routing routing = rules->route(message, {});
  EXPECT_EQ(routing.queue, "public-works");
  EXPECT_EQ(routing.type, "snow");
  EXPECT_EQ(routing.priority, Priority::urgent);
  EXPECT_EQ(routing.tier, 2);
  EXPECT_EQ(routing.answer, "snow");
  EXPECT_EQ(routing.due, (Due{0, std::chrono::hours(4)}));
  message.text.clear();
  routing = rules->route(message, {});
  EXPECT_EQ(routing.tier, 1);
  EXPECT_EQ(routing.answer, "");
  EXPECT_EQ(routing.due, (Due{2, {}}));
}

}  // namespace
}  // namespace crosstown
