// Mistakes in `routes:`, as an operator sees them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/rules/reading.h"

namespace crosstown {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

struct Mistake {
  std::string routes;  // from line 2
  std::string place;
  std::string text;
};

const std::string rest = "- { name: rest, then: { queue: front-desk } }\n";

std::string with_when(const std::string& when) {
  return "- name: first\n"
         "  when: " +
         when +
         "\n"
         "  then: { queue: front-desk }\n" +
         rest;
}

void expect_problem(const Mistake& mistake) {
  const auto read = read_routes(mistake.routes);
  EXPECT_THAT(read.problems, Contains(AllOf(StartsWith("city.yaml:" + mistake.place + ":"),
                                            HasSubstr(mistake.text))))
      << mistake.routes;
  EXPECT_EQ(read.problems.size(), 1U) << mistake.routes;
}

TEST(RulesReader, MistakesInShape) {
  const Mistake table[] = {
      {"  []\n", "2", "at least one rule"},
      {"- { then: { queue: front-desk } }\n", "2", "name is missing"},
      {"- { name: '', then: { queue: front-desk } }\n", "2", "1 to 100 bytes"},
      {"- { name: x }\n", "2", "then is missing"},
      {"- { name: x, then: {} }\n", "2", "queue is missing"},
      {"- { name: x, then: { queue: front-dsk } }\n", "2", "did you mean \"front-desk\"?"},
      {"- { name: x, then: { queue: front-desk, priority: high } }\n", "2",
       "urgent, normal or low"},
      {"- { name: x, then: { queue: front-desk, type: Pot Hole } }\n", "2", "small letters"},
      {"- { name: x, when: { text: x }, then: { queue: front-desk } }\n", "2",
       "last rule must have no when"},
      {"- { name: x, then: { queue: front-desk } }\n" + rest, "2",
       "only the last rule may be without"},
      {"- { name: rest, when: { text: x }, then: { queue: front-desk } }\n" + rest, "3",
       "another rule with the name \"rest\""},
  };
  for (const auto& row : table) {
    expect_problem(row);
    EXPECT_EQ(read_routes(row.routes).rules, nullptr) << row.routes;
  }
}

TEST(RulesReader, UnknownKeys) {
  expect_problem(
      {"- { nmae: x, name: x, then: { queue: front-desk } }\n", "2", "did you mean \"name\"?"});
  expect_problem({"- { name: x, then: { queue: front-desk, prioriti: low } }\n", "2",
                  "did you mean \"priority\"?"});
  expect_problem({with_when("{ text: x, chanel: city-sms }"), "3", "did you mean \"channel\"?"});
}

TEST(RulesReader, MistakesInConditions) {
  const std::pair<std::string, std::string> table[] = {
      {"{}", "when has no condition"},
      {"{ channel: city-sm }", "did you mean \"city-sms\"?"},
      {"{ channel: [] }", "channel is an empty list"},
      {"{ medium: fax }", "phone, sms, chat, email, voice-assistant, app or walk-in"},
      {"{ medium: [sms, emial] }", "did you mean \"email\"?"},
      {"{ to: 801-555-0100 }", "no number with its country code"},
      {"{ to: ['+180'] }", "no number with its country code"},
      {"{ text: [] }", "text is an empty list"},
      {"{ text: ' x' }", "begins or ends with a space"},
      {"{ text: '-' }", "\"-\" holds no word"},
      {"{ text: '' }", "\"\" holds no word"},
      {"{ text: /abc }", "must end with /"},
      {"{ text: '/abc/i' }", "must end with /"},
      {"{ text: / }", "must end with /"},
      {"{ text: // }", "is empty"},
      {"{ text: '/a*/' }", "/a*/ also matches no text at all"},
      {"{ text: '/^/' }", "also matches no text at all"},
      {"{ text: '/\\b/' }", "also matches no text at all"},
      {"{ text: '/a(?=b)/' }",
       "/a(?=b)/ cannot be used: it uses look-around such as (?=…) or (?<!…), which one-pass "
       "matching cannot do"},
      {"{ text: '/(?<!a)b/' }", "look-around"},
      {"{ text: '/(a)\\1/' }", "a back-reference such as \\1"},
      {"{ text: '/(?P<n>a)(?P=n)/' }", "a back-reference"},
      {"{ text: '/(?>a+)b/' }", "an atomic group"},
      {"{ text: '/a++b/' }", "a possessive quantifier"},
      {"{ text: '/a(b(?R)?)c/' }", "recursion"},
      {"{ text: '/(?(1)a|b)c/' }", "a condition"},
      {"{ text: '/\\Kx/' }", "it uses \\K"},
      {"{ text: '/a.{1,40000}b/' }", "repeats something too often"},
      {"{ text: '/foo(/' }", "not well-formed (Missing close parenthesis"},
      {"{ text: '/[z-a]/' }", "not well-formed (Range out of order"},
      {"{ text: " + std::string(600, 'x') + " }", "at most 512 bytes"},
  };
  for (const auto& [when, text] : table) {
    expect_problem({with_when(when), "3", text});
    EXPECT_EQ(read_routes(with_when(when)).rules, nullptr) << when;
  }
}

TEST(RulesReader, TellsAllMistakesAtOnce) {
  const auto read = read_routes(
      "- { name: a, when: { text: ['/(/', '/[/'] }, then: { queue: x } }\n"
      "- { name: a, then: { queue: front-desk } }\n");
  EXPECT_EQ(read.problems.size(), 4U);
}

}  // namespace
}  // namespace crosstown
