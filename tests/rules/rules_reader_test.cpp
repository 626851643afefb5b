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

// `not` in `not`, so often, around a condition.
std::string nested(int levels) {
  std::string when = "{ text: x }";
  for (int i = 0; i < levels; ++i) when = "{ not: " + when + " }";
  return when;
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
      {"- { name: x, then: front-desk }\n", "2", "a map of results"},
      {"- { name: x, then: { queue: front-desk, tier: 4 } }\n", "2", "1, 2 or 3"},
      {"- { name: x, then: { queue: front-desk, answer: snw } }\n", "2", "did you mean \"snow\"?"},
      {"- { name: x, then: { queue: front-desk, due: 4 } }\n", "2",
       "due must be open days like 1d, or open time like 30m or 4h, up to 366d"},
      {"- { name: x, then: { queue: front-desk, due: 90s } }\n", "2", "open days like 1d"},
      {"- { name: x, then: { queue: front-desk, due: 0m } }\n", "2", "open days like 1d"},
      {"- { name: [x], then: { queue: front-desk } }\n", "2", "must be text"},
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
      {"sms", "a map of conditions"},
      {"{ from: '*' }", "* alone is every address"},
      {"{ from: '+18*01*' }", "one * may stand at the end"},
      {"{ from: '+1*5' }", "one * may stand at the end"},
      {"{ from: '801*' }", "no beginning of a number with its country code"},
      {"{ from: '*0123' }", "no end of an email address"},
      {"{ from: 801-555-0100 }", "no number with its country code"},
      {"{ from: ' a@b.example' }", "no space at its ends"},
      {"{ from: { a: b } }", "from must be text"},
      {"{ language: fr }", "en or es"},
      {"{ type: Pot Hole }", "small letters"},
      {"{ hours: opn }", "did you mean \"open\"?"},
      {"{ hours: { city-hal: open } }", "did you mean \"city-hall\"?"},
      {"{ hours: {} }", "hours names no calendar"},
      {"{ hours: [open, closed] }", "must be open or closed"},
      {"{ area: 3 }", "a map of areas, like { ward: \"3\" }"},
      {"{ area: {} }", "names no kind of area"},
      {"{ area: { ward: [] } }", "ward is an empty list"},
      {"{ area: { ward: '' } }", "plain text of 1 to 256 bytes"},
      {"{ intent: '' }", "plain text of 1 to 256 bytes"},
      {"{ intent: {} }", "this map names no intent"},
      {"{ intent: { Report: pothole } }", "a map of slots"},
      {"{ intent: { Report: { issue: [] } } }", "issue is an empty list"},
      {"{ all: { text: x } }", "a list of conditions"},
      {"{ any: [] }", "any is an empty list"},
      {"{ any: [text] }", "a map of conditions"},
      {"{ any: [{ text: x }, { txet: y, medium: sms }] }", "did you mean \"text\"?"},
      {"{ not: {} }", "this map has no condition"},
      {"{ not: [{ text: x }] }", "a map of conditions"},
      {nested(8), "nested 8 deep at most"},
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
      {"{ text: '/a.{5000}b/' }", "with its counts written out it has more than 250 characters"},
      {"{ text: '/(((a{1,10}){1,10}){1,10}){1,10}/' }", "repeats something too often"},
      {"{ text: '/(*UCP)\\bx/' }", "it uses \\b in Unicode mode; leave out (*UCP)"},
      {"{ text: '/\\Cx/' }", "it uses \\C"},
      {"{ text: '/foo(/' }", "not well-formed (Missing close parenthesis"},
      {"{ text: '/[z-a]/' }", "not well-formed (Range out of order"},
      {"{ text: " + std::string(600, 'x') + " }", "at most 512 bytes"},
  };
  for (const auto& [when, text] : table) {
    expect_problem({with_when(when), "3", text});
    const bool unknown_key = text.find("did you mean") != std::string::npos;  // told by itself
    EXPECT_TRUE(unknown_key || !read_routes(with_when(when)).rules) << when;
  }
}

TEST(RulesReader, HoursOfAQueueWithoutAny) {
  expect_problem({"- { name: x, when: { hours: open }, then: { queue: night-desk } }\n" + rest, "2",
                  "the queue night-desk has no hours of its own; give it some, or write hours: { "
                  "city-hall: open }"});
}

TEST(RulesReader, EightLevelsWillDo) {
  EXPECT_TRUE(read_routes(with_when(nested(7))).problems.empty());
}

// Vectorscan's compiler would take minutes. Told once, at the first that is too much.
TEST(RulesReader, AllRegularExpressionsTogether) {
  std::string text;
  for (int i = 0; i < 25; ++i)
    text += "'/" + std::string(1, static_cast<char>('a' + i)) + "{0,230}b/', ";
  const auto read = read_routes(with_when("{ text: [" + text + "x] }"));
  ASSERT_EQ(read.problems.size(), 1U);
  EXPECT_THAT(read.problems.front(), HasSubstr("of all rules together repeat too much"));
}

// What a city has none of at all.
TEST(RulesReader, NothingIsConfigured) {
  const std::pair<std::string, std::string> table[] = {
      {"when: { channel: city-sms }, then: { queue: q }", "no channels are configured"},
      {"when: { language: es }, then: { queue: q }", "no languages are configured"},
      {"when: { hours: open }, then: { queue: q }", "no calendars are configured"},
      {"when: { hours: { city-hall: open } }, then: { queue: q }", "no calendars are configured"},
      {"when: { area: { ward: 3 } }, then: { queue: q }", "no areas are configured"},
      {"when: { text: x }, then: { queue: q, answer: snow }", "no answers are configured"},
  };
  for (const auto& [rule, text] : table) {
    const auto read = read_routes(
        "- { name: x, " + rule + " }\n- { name: rest, then: { queue: q } }\n", {{"q"}, {}});
    EXPECT_THAT(read.problems, testing::ElementsAre(HasSubstr(text))) << rule;
    EXPECT_EQ(read.rules, nullptr) << rule;
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
