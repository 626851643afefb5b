// Which rules can never win: what is found, and that nothing untrue is.
#include "router/rules/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/rules/reading.h"

namespace crosstown {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Finding::Kind;

std::string rule(const std::string& name, const std::string& when,
                 const std::string& then = "{ queue: public-works }") {
  return "- { name: " + name + ", when: " + when + ", then: " + then + " }\n";
}
const std::string rest = "- { name: rest, then: { queue: front-desk } }\n";

std::vector<Finding> found(const std::string& routes) {
  return rule_findings(*read_rules_or_die(routes + rest));
}

// Of a rule `b` after a rule `a`.
bool shadows(const std::string& a, const std::string& b) {
  const auto findings = found(rule("a", a) + rule("b", b));
  for (const auto& finding : findings) {
    if (finding.rule == "b" &&
        (finding.kind == Kind::shadowed || finding.kind == Kind::contradicted))
      return true;
  }
  return false;
}

struct Pair {
  std::string earlier;
  std::string later;
  bool shadowed;
};

TEST(Findings, Shadowed) {
  const Pair table[] = {
      {"{ text: light }", "{ text: street light }", true},
      {"{ text: light }", "{ text: [street light, red light] }", true},
      {"{ text: light }", "{ text: [street light, lights] }", false},
      {"{ text: street light }", "{ text: light }", false},
      {"{ text: street light }", "{ text: the street light is }", true},
      {"{ text: street light }", "{ text: street red light }", false},
      {"{ text: Árbol }", "{ text: arbol caido, language: es }", true},
      {"{ text: ight }", "{ text: light }", false},
      {"{ text: light, language: es }", "{ text: light }", false},
      {"{ text: light }", "{ text: light, language: es }", true},
      {"{ text: '/x+/' }", "{ text: '/x+/', medium: sms }", true},
      {"{ text: '/x+/' }", "{ text: '/xx+/' }", false},
      {"{ text: '/light/' }", "{ text: light }", false},  // true, but not proven
      {"{ medium: [sms, chat] }", "{ medium: sms }", true},
      {"{ medium: sms }", "{ medium: [sms, chat] }", false},
      {"{ from: '+1*' }", "{ from: ['+1801*', '+18015550123'] }", true},
      {"{ from: '+1801*' }", "{ from: '+1*' }", false},
      {"{ from: '*@riverbend.example' }", "{ from: ann@riverbend.example }", true},
      {"{ from: '*@riverbend.example' }", "{ from: 'ann@*' }", false},
      {"{ hours: open }", "{ hours: { city-hall: open } }", true},
      {"{ hours: open }", "{ hours: { pool: open } }", false},
      {"{ not: { hours: open } }", "{ hours: closed }", true},
      {"{ hours: closed }", "{ not: { hours: open } }", true},
      {"{ area: { ward: [3, 4] } }", "{ area: { ward: 3, trash_day: friday } }", true},
      {"{ area: { ward: 3 } }", "{ area: { trash_day: 3 } }", false},
      {"{ intent: Report }", "{ intent: { Report: { issue: pothole } } }", true},
      {"{ intent: { Report: { issue: pothole } } }", "{ intent: Report }", false},
      {"{ any: [{ text: a }, { medium: sms }] }", "{ medium: sms, channel: city-sms }", true},
      {"{ any: [{ text: a }, { text: b }] }", "{ text: [a, b] }", true},
      {"{ text: [a, b] }", "{ any: [{ text: a }, { text: b, medium: sms }] }", true},
      {"{ text: [a, b] }", "{ any: [{ text: a }, { text: c }] }", false},
      {"{ all: [{ text: a }, { text: b }] }", "{ text: a b }", true},
      {"{ not: { text: a } }", "{ not: { text: [a, b] } }", true},
      {"{ not: { text: [a, b] } }", "{ not: { text: a } }", false},
      {"{ not: { medium: sms } }", "{ medium: chat }", true},
      {"{ not: { medium: sms } }", "{ medium: [chat, sms] }", false},
      {"{ medium: [phone, sms, chat, email, voice-assistant, app, walk-in] }", "{ text: x }", true},
  };
  for (const auto& row : table)
    EXPECT_EQ(shadows(row.earlier, row.later), row.shadowed)
        << row.earlier << " then " << row.later;
}

TEST(Findings, SeveralEarlierRulesTogether) {
  const auto findings = found(rule("a", "{ text: bache }") + rule("b", "{ text: hoyo }") +
                              rule("c", "{ text: [hoyo, bache], language: es }") +
                              rule("d", "{ text: [hoyo, luz] }") +
                              rule("e", "{ any: [{ text: un hoyo }, { text: bache }] }"));
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].rule, "c");
  EXPECT_EQ(findings[0].text,
            "the rule \"c\" can never win: whatever it would take, the rules \"b\" (line 3), \"a\" "
            "(line 2) take before it");
  EXPECT_EQ(findings[1].rule, "e");
}

TEST(Findings, Impossible) {
  const std::pair<std::string, bool> table[] = {
      {"{ all: [{ channel: city-sms }, { channel: web-chat }] }", true},
      {"{ channel: city-sms, not: { channel: [city-sms, web-chat] } }", true},
      {"{ channel: [city-sms, mailbox], not: { channel: [city-sms, web-chat] } }", false},
      {"{ hours: open, all: [{ hours: closed }] }", true},
      {"{ hours: { pool: open }, all: [{ hours: closed }] }", false},
      {"{ text: street light, not: { text: light } }", true},
      {"{ text: light, not: { text: street light } }", false},
      {"{ all: [{ text: a }, { text: b }] }", false},
      {"{ all: [{ area: { ward: 3 } }, { area: { ward: [4, 5] } }] }", true},
      {"{ all: [{ area: { ward: 3 } }, { area: { trash_day: 4 } }] }", false},
      {"{ all: [{ intent: A }, { intent: { B: { x: y } } }] }", true},
      {"{ all: [{ from: '+1801*' }, { from: '+1385*' }] }", true},
      {"{ all: [{ from: '+1801*' }, { from: '+18015550123' }] }", false},
      {"{ all: [{ from: 'ann*' }, { from: '*@riverbend.example' }] }", false},
      {"{ any: [{ medium: sms, not: { medium: sms } }, { type: a, all: [{ type: b }] }] }", true},
      {"{ not: { any: [{ hours: open }, { hours: closed }] } }", true},
      {"{ not: { medium: [phone, sms, chat, email, voice-assistant, app, walk-in] } }", true},
  };
  for (const auto& [when, impossible] : table) {
    const auto findings = found(rule("a", when));
    EXPECT_EQ(!findings.empty() && findings[0].kind == Kind::impossible, impossible) << when;
  }
}

TEST(Findings, WhatIsTold) {
  const auto findings = found(
      rule("a", "{ text: bache }") + rule("b", "{ text: Bache }", "{ queue: front-desk }") +
      rule("c", "{ text: bache }") + rule("d", "{ any: [{ text: x }, { not: { text: x } }] }") +
      rule("e", "{ text: farola }"));
  ASSERT_EQ(findings.size(), 4U);
  EXPECT_EQ(findings[0].kind, Kind::contradicted);
  EXPECT_EQ(findings[0].mark.line, 3);
  EXPECT_EQ(findings[0].text,
            "the rule \"b\" has the same condition as the rule \"a\" (line 2) but another result; "
            "the earlier one always wins");
  EXPECT_EQ(findings[1].kind, Kind::shadowed);
  EXPECT_EQ(findings[2].kind, Kind::everything);
  EXPECT_THAT(findings[2].text, HasSubstr("the rule \"d\" takes every message"));
  EXPECT_EQ(findings[3].rule, "e");
  EXPECT_THAT(findings[3].text, HasSubstr("the rule \"d\" (line 5) takes before it"));
}

// A rule that cannot win shadows nothing, and good rules are left alone.
TEST(Findings, NothingToTell) {
  EXPECT_THAT(found(rule("a", "{ text: bache }") + rule("b", "{ text: hoyo }") +
                    rule("c", "{ any: [{ language: es }, { text: /(bache|hoyo)/ }] }")),
              IsEmpty());
  EXPECT_THAT(found(""), IsEmpty());
}

TEST(Findings, Coverage) {
  const auto rules = read_rules_or_die(rule("a", "{ text: a }") + rule("b", "{ text: b }") + rest);
  const Coverage some = coverage(*rules, {"rest", "a", "gone"});
  EXPECT_EQ(some.rules, 3U);
  EXPECT_EQ(some.reached, 2U);
  EXPECT_THAT(some.missed, testing::ElementsAre("b"));
}

// Random small rules against random messages: what is said never to win never does, and what is
// said to take everything does.
class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t count) { return engine_() % count; }

  std::string condition(int depth) {
    static const std::vector<std::string> leaves{"text: a",
                                                 "text: [a, b]",
                                                 "text: a b",
                                                 "text: [b, c a]",
                                                 "medium: sms",
                                                 "medium: [sms, chat]",
                                                 "language: es",
                                                 "language: [en, es]",
                                                 "from: '+1*'",
                                                 "from: '+1801*'",
                                                 "from: '+18015550123'",
                                                 "hours: open",
                                                 "hours: closed",
                                                 "hours: { pool: open }",
                                                 "area: { ward: 3 }",
                                                 "area: { ward: [3, 4] }",
                                                 "type: x",
                                                 "type: [x, y]",
                                                 "intent: A",
                                                 "intent: { A: { s: v } }",
                                                 "channel: city-sms",
                                                 "channel: [city-sms, mailbox]"};
    if (depth == 0 || below(2) == 0) return "{ " + leaves[below(leaves.size())] + " }";
    const std::string one = condition(depth - 1);
    if (below(3) == 0) return "{ not: " + one + " }";
    return (below(2) == 0 ? "{ all: [" : "{ any: [") + one + ", " + condition(depth - 1) + "] }";
  }

  template <typename T, std::size_t size>
  const T& one_of(const T (&values)[size]) {
    return values[below(size)];
  }

  Message message() {
    static const std::string texts[] = {"", "a", "b", "a b", "c a", "b a", "c", "a-b c"};
    static const std::string froms[] = {"", "+18015550123", "+18015550124", "+13855550100", "x"};
    static const std::string languages[] = {"en", "es", "es-MX", "fr"};
    static const std::string channels[] = {"city-sms", "mailbox", "web-chat"};
    static const Medium media[] = {Medium::sms, Medium::chat, Medium::email};
    Message message;
    message.text = one_of(texts);
    message.from = one_of(froms);
    message.language = one_of(languages);
    message.channel = one_of(channels);
    message.medium = one_of(media);
    if (below(2) == 0) message.intent = Intent{below(2) == 0 ? "A" : "B", {{"s", "v"}}};
    return message;
  }

 private:
  std::mt19937 engine_;
};

TEST(Findings, AreNeverUntrue) {
  Random random(311);
  std::size_t claims = 0;
  for (int round = 0; round < 150; ++round) {
    std::string routes;
    for (const char* name : {"a", "b", "c", "d", "e", "f"})
      routes += rule(name, random.condition(3));
    const auto rules = read_rules_or_die(routes + rest);
    const auto findings = rule_findings(*rules);
    claims += findings.size();
    for (int i = 0; i < 300; ++i) {
      const Message message = random.message();
      const bool open[] = {random.below(2) == 0, random.below(2) == 0};
      std::vector<std::pair<std::string, std::string>> areas;
      if (random.below(2) == 0) areas.emplace_back("ward", random.below(2) == 0 ? "3" : "4");
      const std::string type = random.below(2) == 0 ? "x" : "";
      const auto winner = rules->route(message, {open, areas, type}).rule;
      for (const auto& finding : findings) {
        if (finding.kind == Kind::everything) {
          ASSERT_LE(winner, finding.rule) << routes << finding.text;
        } else {
          ASSERT_NE(winner, finding.rule) << routes << finding.text;
        }
      }
    }
  }
  EXPECT_GT(claims, 100U);  // or nothing was tried
}

}  // namespace
}  // namespace crosstown
