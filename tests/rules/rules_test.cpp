// Which rule wins, and why.
#include "router/rules/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "tests/rules/reading.h"

namespace crosstown {
namespace {

using testing::ElementsAre;

Message text_message(std::string text) {
  Message message;
  message.medium = Medium::sms;
  message.channel = "city-sms";
  message.to = "+18015550100";
  message.text = std::move(text);
  return message;
}

// Rules of one text pattern, and the rest.
std::unique_ptr<const Rules> matching(const std::string& pattern) {
  return read_rules_or_die("- { name: hit, when: { text: " + pattern +
                           " }, then: { queue: public-works } }\n"
                           "- { name: rest, then: { queue: front-desk } }\n");
}

bool matches(const std::string& pattern, const std::string& text) {
  return matching(pattern)->route(text_message(text), {}).rule == "hit";
}

struct Case {
  std::string pattern;  // as YAML
  std::string text;
  bool hit;
};

TEST(RuleText, Words) {
  const Case table[] = {
      {"bache", "Hay un bache en la calle", true},
      {"bache", "BACHE!", true},
      {"bache", "bache", true},
      {"bache", "¡bache!", true},
      {"bache", "¿Bache?", true},
      {"bache", "“bache”", true},
      {"bache", "🔥bache🔥", true},
      {"bache", "🔥\uFE0Fbache", true},
      {"bache", "el_bache_grande", true},
      {"bache", "un bache, dos", true},
      {"bache", "bache's", true},
      {"bache", "b\u00ADache", true},
      {"bache", "ba\u0301che", true},
      {"bache", "Bäche", true},
      {"BÁCHE", "bache", true},
      {"bache", "bachelor", false},
      {"bache", "cambache", false},
      {"bache", "bache2", false},
      {"bache", "2bache", false},
      {"bache", "бache", false},  // a Cyrillic letter before it
      {"bache", "bacheя", false},
      {"bache", "bachelor bache", true},  // the first place is no word, the second is
      {"bache", "bachebache bache", true},
      {"bache", "bachebache", false},
      {"bache", "bach e", false},
      {"bache", "", false},
      {"яма", "На улице ЯМА.", true},
      {"яма", "ямаха", false},
      {"坑洞", "街上有坑洞很大", true},  // written without spaces
      {"坑洞", "坑", false},
      {"ถนน", "มีหลุมบนถนนใหญ่", true},
      {"\"c++\"", "I write c++!", true},
      {"\"c++\"", "c++11", true},  // no letter at its end, so nothing to keep apart
      {"\"🔥\"", "help🔥me", true},
      {"\"don't\"", "I don’t know", true},
      {"\"3.5\"", "a 3.5 m hole", true},
      {"\"3.5\"", "a 345 hole", false},
      {"\"a.*b\"", "a.*b", true},  // no regular expression
      {"\"a.*b\"", "axxb", false},
      {"911", "call 911 now", true},
      {"[pothole, bache]", "a pothole", true},
      {"[pothole, bache]", "un bache", true},
      {"[pothole, bache]", "nothing", false},
  };
  for (const auto& row : table)
    EXPECT_EQ(matches(row.pattern, row.text), row.hit) << row.pattern << " in " << row.text;
}

TEST(RuleText, Phrases) {
  const Case table[] = {
      {"street light", "the street light is out", true},
      {"street light", "the street   light is out", true},
      {"street light", "street-light", true},
      {"street light", "STREET\n\tLIGHT", true},
      {"street light", "street \u2013 light", true},
      {"street light", "street\u00A0light", true},
      {"street-light", "street light", true},
      {"street light", "streetlight", false},
      {"street light", "street lights", false},
      {"street light", "mainstreet light", false},
      {"street light", "on the street. Light is gone", false},
      {"street light", "street and light", false},
      {"street light", "mainstreet light street light", true},
      {"street light out", "street-light  out", true},
      {"a a", "a a", true},
      {"a a", "a  b a", false},
      {"obras públicas", "OBRAS PUBLICAS", true},
  };
  for (const auto& row : table)
    EXPECT_EQ(matches(row.pattern, row.text), row.hit) << row.pattern << " in " << row.text;
}

TEST(RuleText, RegularExpressions) {
  const Case table[] = {
      {"'/pot ?holes?/'", "big POT HOLES", true},
      {"'/pot ?holes?/'", "potholesque", true},  // anywhere
      {"'/\\bhole\\b/'", "pothole", false},
      {"'/\\bhole\\b/'", "a hole!", true},
      {"'/Árbol ca[ií]do/'", "un arbol caído", true},
      {"'/^help/'", "help me", true},
      {"'/^help/'", "please help", false},
      {"'/\\S{5}/'", "abcd efgh", false},
      {"'/\\S{5}/'", "abcde", true},
      {"'/я.а/'", "ЯМА", true},
      {"'/x.y/'", "x\U0001F525y", true},  // a character, not a byte
      {"'/a\\/b/'", "a/b", true},
      {"'/a/b/'", "a/b", true},
      {"['/no/', bache, '/zz+/']", "fizzzz", true},
  };
  for (const auto& row : table)
    EXPECT_EQ(matches(row.pattern, row.text), row.hit) << row.pattern << " in " << row.text;
}

TEST(RuleText, SubjectCounts) {
  const auto rules = matching("bache");
  Message message = text_message("see the photo");
  message.subject = "Bache";
  EXPECT_EQ(rules->route(message, {}).rule, "hit");
}

TEST(RuleText, OnlyTheBeginningOfALongText) {
  const auto rules = matching("bache");
  const std::string filler(64 * 1024 - 6, 'x');
  EXPECT_EQ(rules->route(text_message(filler + " bache"), {}).rule, "hit");
  EXPECT_EQ(rules->route(text_message(filler + "  bache"), {}).rule, "rest");
}

constexpr const char* city = R"(
- name: kiosk
  when: { medium: [walk-in, app] }
  then: { queue: front-desk, type: visit }
- name: urgent water
  when: { channel: city-sms, to: "+1 801 555 0100", text: [gas leak, "/water.*street/"] }
  then: { queue: public-works, type: water, priority: urgent }
- name: potholes
  when: { text: [pothole, bache] }
  then: { queue: public-works, type: pothole }
- name: mail
  when: { medium: email, to: [311@riverbend.example, Help@Riverbend.example] }
  then: { queue: front-desk, priority: low }
- name: short code
  when: { to: 31131 }
  then: { queue: front-desk, type: short-code }
- name: everything else
  then: { queue: front-desk }
)";

TEST(Rules, FirstMatchWinsAndSaysWhy) {
  const auto rules = read_rules_or_die(city);
  Message message = text_message("Bache y POTHOLE");
  Routing routing = rules->route(message, {});
  EXPECT_EQ(routing.rule, "potholes");
  EXPECT_EQ(routing.queue, "public-works");
  EXPECT_EQ(routing.type, "pothole");
  EXPECT_EQ(routing.priority, Priority::normal);
  EXPECT_THAT(routing.why, ElementsAre("text matched \"pothole\""));  // the first as configured

  message.text = "pothole, and water all over the street";
  routing = rules->route(message, {});
  EXPECT_EQ(routing.rule, "urgent water");
  EXPECT_EQ(routing.priority, Priority::urgent);
  EXPECT_THAT(routing.why, ElementsAre("channel is city-sms", "to is +18015550100",
                                       "text matched /water.*street/"));

  message.channel = "web-chat";  // one condition less
  routing = rules->route(message, {});
  EXPECT_EQ(routing.rule, "potholes");
  EXPECT_THAT(routing.why, ElementsAre("text matched \"pothole\""));  // its own, not the other's

  message.medium = Medium::walk_in;
  EXPECT_THAT(rules->route(message, {}).why, ElementsAre("medium is walk-in"));

  message = text_message("hello");
  routing = rules->route(message, {});
  EXPECT_EQ(routing.rule, "everything else");
  EXPECT_EQ(routing.type, "general");
  EXPECT_THAT(routing.why, ElementsAre("no other rule matched"));

  message.to = "31131";
  EXPECT_EQ(rules->route(message, {}).rule, "short code");

  message.medium = Medium::email;
  message.to = "help@riverbend.example";
  routing = rules->route(message, {});
  EXPECT_EQ(routing.rule, "mail");
  EXPECT_EQ(routing.priority, Priority::low);
  EXPECT_THAT(routing.why, ElementsAre("medium is email", "to is help@riverbend.example"));
}

TEST(Rules, NoTextPatternsAtAll) {
  const auto rules = read_rules_or_die("- { name: all, then: { queue: front-desk } }");
  EXPECT_EQ(rules->route(text_message("x"), {}).queue, "front-desk");
}

std::string many_rules(int count, int offset) {
  std::string yaml;
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i + offset);
    yaml += "- { name: r" + n + ", when: { text: [word" + n + ", other" + n +
            "] }, then: { queue: public-works } }\n";
  }
  return yaml + "- { name: rest, then: { queue: front-desk } }\n";
}

TEST(Rules, HundredsOfRules) {
  const auto rules = read_rules_or_die(many_rules(300, 0));
  for (const int i : {0, 1, 63, 64, 65, 127, 128, 299}) {
    const std::string n = std::to_string(i);
    EXPECT_EQ(rules->route(text_message("word" + n), {}).rule, "r" + n);
    EXPECT_THAT(
        rules->route(text_message("word299 other" + n), {}).why,
        ElementsAre(i == 299 ? "text matched \"word299\"" : "text matched \"other" + n + "\""));
  }
  EXPECT_EQ(rules->route(text_message("word300"), {}).rule, "rest");
}

// A message keeps the rules it began with, so a thread goes to and fro between old and new ones.
TEST(Rules, ManyAtOnceOnManyThreads) {
  const auto small = read_rules_or_die(many_rules(3, 0));
  const auto large = read_rules_or_die(many_rules(400, 1000));
  std::latch ready(4);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      ready.arrive_and_wait();
      for (int i = 0; i < 500; ++i) {
        ASSERT_EQ(small->route(text_message("word2"), {}).rule, "r2");
        ASSERT_EQ(large->route(text_message("other1399 word1398"), {}).rule, "r1398");
        if (i % 100 != 0) continue;
        const auto passing = read_rules_or_die(many_rules(10, i));
        ASSERT_EQ(passing->route(text_message("word" + std::to_string(i)), {}).rule,
                  "r" + std::to_string(i));
      }
    });
  }
}

}  // namespace
}  // namespace crosstown
