// What operators are told about each rule that a message passed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/rules/reading.h"

namespace crosstown {
namespace {

Message text_message(std::string text) {
  Message message;
  message.medium = Medium::sms;
  message.channel = "city-sms";
  message.from = "+18015550123";
  message.language = "es";
  message.text = std::move(text);
  return message;
}

std::string first_reason(const std::string& when) {
  const auto rules = read_rules_or_die("- name: first\n  when: " + when +
                                       "\n  then: { queue: public-works }\n"
                                       "- { name: rest, then: { queue: front-desk } }\n");
  const std::vector<std::pair<std::string, std::string>> areas{{"ward", "5"}};
  const bool open[] = {false, true};
  return rules->explain(text_message("Hay un bache"), {open, areas, {}}).steps.front().reason;
}

TEST(Explain, TheFirstConditionThatFailed) {
  const std::pair<std::string, std::string> table[] = {
      {"{ text: [pothole, /luz/] }", "text has none of: pothole, /luz/"},
      {"{ text: bache, channel: web-chat }", "channel is city-sms, not web-chat"},
      {"{ channel: [web-chat, mailbox] }", "channel is city-sms, none of: web-chat, mailbox"},
      {"{ medium: chat }", "medium is sms, not chat"},
      {"{ to: '31131' }", "to is not known, so none of: 31131"},
      {"{ from: '+1385*' }", "from matches none of: +1385*"},  // never whom it is from
      {"{ language: en }", "language is es, not en"},
      {"{ type: tree }", "type is not known, so none of: tree"},
      {"{ intent: Help }", "intent is not known, so none of: Help"},
      {"{ area: { ward: 3 } }", "ward is 5, not 3"},
      {"{ area: { trash_day: [monday, friday] } }",
       "trash_day is not known, so none of: monday, friday"},
      {"{ hours: open }", "hours of city-hall are closed"},
      {"{ hours: { pool: closed } }", "hours of pool are open"},
      {"{ not: { text: [x, bache] } }", "not wanted: text matched \"bache\""},
      {"{ any: [{ text: a }, { language: en }] }",
       "none of 2 alternatives: text has none of: a; language is es, not en"},
      {"{ all: [{ text: bache }, { text: a }] }", "text has none of: a"},
      {"{ text: [a, b, c, d, e, f, g] }", "text has none of: a, b, c, d, e and 2 more"},
      {"{ text: bache }", "text matched \"bache\""},
  };
  for (const auto& [when, reason] : table) EXPECT_EQ(first_reason(when), reason);
}

TEST(Explain, EveryRuleUpToTheWinner) {
  const auto rules = read_rules_or_die(
      "- { name: a, when: { text: pothole }, then: { queue: public-works } }\n"
      "- { name: b, when: { text: bache, language: es }, then: { queue: public-works } }\n"
      "- { name: c, when: { text: bache }, then: { queue: public-works } }\n"
      "- { name: rest, then: { queue: front-desk } }\n");
  Explanation explanation = rules->explain(text_message("bache"), {});
  ASSERT_EQ(explanation.steps.size(), 2U);
  EXPECT_EQ(explanation.steps[0].rule, "a");
  EXPECT_FALSE(explanation.steps[0].matched);
  EXPECT_EQ(explanation.steps[1].rule, "b");
  EXPECT_TRUE(explanation.steps[1].matched);
  EXPECT_EQ(explanation.steps[1].reason, "language is es; text matched \"bache\"");
  EXPECT_EQ(explanation.routing.rule, "b");
  EXPECT_EQ(explanation.routing.why, rules->route(text_message("bache"), {}).why);

  explanation = rules->explain(text_message(""), {});
  ASSERT_EQ(explanation.steps.size(), 4U);
  EXPECT_EQ(explanation.steps.back().reason, "no other rule matched");
}

// Nested alternatives must not multiply what is told.
TEST(Explain, IsBounded) {
  std::string when = "{ text: [" + std::string(500, 'x') + ", yyy] }";
  for (int depth = 0; depth < 6; ++depth)
    when = "{ any: [" + when + ", " + when + ", { text: \"" + std::string(400, 'z') + "\" }] }";
  const std::string reason = first_reason(when);
  EXPECT_LE(reason.size(), 400U);
  EXPECT_THAT(reason, testing::StartsWith("none of 3 alternatives: none of 3 alternatives: "));
}

}  // namespace
}  // namespace crosstown
