// How many rules a message makes the router look at; counted, since clocks are no proof.
#include "router/rules/program.h"

#include <gtest/gtest.h>

#include "router/rules/fact_index.h"
#include "tests/rules/reading.h"

namespace crosstown {
namespace {

// A thousand rules, each with the condition that `when` makes of its number.
std::unique_ptr<const Rules> thousand(std::string (*when)(const std::string& number)) {
  std::string yaml;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(i);
    yaml +=
        "- { name: r" + number + ", when: " + when(number) + ", then: { queue: front-desk } }\n";
  }
  return read_rules_or_die(yaml + "- { name: rest, then: { queue: front-desk } }\n");
}

std::size_t candidates_of(const Rules& rules, const Message& message, std::size_t text_fact) {
  const RuleSet& set = rules.set();
  const Program program(set);
  BitSet facts, candidates;
  facts.reset(set.facts.size());
  if (text_fact != BitSet::none) facts.set(text_fact);
  FactIndex(set).find(message, {}, facts);
  return program.count_candidates(facts, candidates);
}

TEST(Program, LooksAtFewOfAThousandRules) {
  Message message;
  message.medium = Medium::sms;
  message.channel = "city-sms";
  message.from = "+18015550123";
  message.intent = Intent{"Intent7", {}};

  using When = std::string (*)(const std::string&);
  const When table[] = {
      [](const std::string& n) { return "{ text: word" + n + " }"; },
      [](const std::string& n) { return "{ channel: city-sms, text: [word" + n + "] }"; },
      [](const std::string& n) { return "{ medium: sms, intent: Intent" + n + " }"; },
      [](const std::string& n) { return "{ any: [{ text: a" + n + " }, { text: b" + n + " }] }"; },
      [](const std::string& n) {
        return "{ not: { text: x }, all: [{ medium: sms }, { any: [{ text: a" + n +
               " }, { intent: Intent" + n + " }] }] }";
      },
  };
  for (const When when : table) {
    const auto rules = thousand(when);
    EXPECT_LE(candidates_of(*rules, message, BitSet::none), 2U) << when("N");
    EXPECT_LE(candidates_of(*rules, message, rules->set().patterns.size() - 1), 3U) << when("N");
  }
  // Nothing to tell these apart by but the one field that they share: all are looked at.
  const auto same = thousand([](const std::string&) { return std::string("{ medium: sms }"); });
  EXPECT_EQ(candidates_of(*same, message, BitSet::none), 1001U);
}

TEST(Program, TheSameTextIsOneFact) {
  const auto rules = read_rules_or_die(
      "- { name: a, when: { text: [Bache, /x+/], medium: sms }, then: { queue: front-desk } }\n"
      "- { name: b, when: { text: [báche, /x+/] }, then: { queue: front-desk } }\n"
      "- { name: rest, then: { queue: front-desk } }\n");
  EXPECT_EQ(rules->set().patterns.size(), 2U);
  Message message;
  message.text = "bache";
  EXPECT_EQ(rules->route(message, {}).rule, "a");
  message.medium = Medium::chat;
  EXPECT_EQ(rules->route(message, {}).rule, "b");
}

}  // namespace
}  // namespace crosstown
