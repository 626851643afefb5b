// Text that was made to slow the router down or to slip past it. Bounds are counted in places that
// the matcher looks at, not in time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "router/message/normalise.h"
#include "router/message/text.h"
#include "router/rules/text_matcher.h"
#include "tests/rules/reading.h"

namespace crosstown {
namespace {

TextMatcher matcher_of(const std::vector<std::string>& written) {
  std::vector<Pattern> patterns;
  for (const auto& one : written) patterns.push_back(std::get<Pattern>(read_pattern(one)));
  return std::get<TextMatcher>(TextMatcher::compile(std::move(patterns)));
}

constexpr std::size_t megabyte = 1024 * 1024;

TEST(Hostile, OneLetterAMillionTimes) {
  const auto matcher = matcher_of({"a", "aaaa", "a a", "/a+/", "/(a|aa)+b/", "/(a*)*c/"});
  const std::string text(megabyte, 'a');
  BitSet hits;
  hits.reset(6);
  // Each end of each phrase, and one place of each expression.
  EXPECT_LE(matcher.scan(text, hits), 2 * megabyte + 3);
  EXPECT_EQ(hits.first_from(0), 3U);  // no word of that length, but a run of the letter
}

TEST(Hostile, LongTextsAreCutBeforeTheyAreLookedAt) {
  const auto rules = read_rules_or_die(
      "- { name: hit, when: { text: b }, then: { queue: front-desk } }\n"
      "- { name: rest, then: { queue: front-desk } }\n");
  Message message;
  message.text = std::string(megabyte, 'a') + " b";
  EXPECT_EQ(rules->route(message, {}).rule, "rest");
  message.text = "b " + std::string(megabyte, 'a');
  EXPECT_EQ(rules->route(message, {}).rule, "hit");
}

TEST(Hostile, SeparatorsWithoutEnd) {
  const auto matcher = matcher_of({"street light"});
  const std::string spaces(megabyte, ' ');
  BitSet hits;
  hits.reset(1);
  EXPECT_LE(matcher.scan("street" + spaces + "light", hits), 1U);
  EXPECT_TRUE(hits.test(0));
}

// What a resident can hide in a word that a reader does not see.
TEST(Hostile, HiddenAndBorrowedCharacters) {
  const auto rules = read_rules_or_die(
      "- { name: hit, when: { text: [pothole, señal] }, then: { queue: front-desk } }\n"
      "- { name: rest, then: { queue: front-desk } }\n");
  const std::pair<std::string, bool> table[] = {
      {"pot\u202Ehole", true},  // a bidi override
      {"pot\u2066hole\u2069", true},
      {"pot\u200Ehole", true},  // a mark of direction
      {"pot\u200Dhole", true},
      {"p\u043Ethole", true},  // Cyrillic о
      {"\u0420OTHOLE", true},  // Cyrillic Р
      {"p\u03BFtholе", true},  // Greek ο, Cyrillic е
      {"ｐｏｔｈｏｌｅ", true},
      {"sen\u0303al", true},
      {"pot\xFFhole", false},  // a byte that is no character reads as one
      {"p\u0436thole", false},
      {"\u0440\u043E\u0442\u043D\u043E\u04CF\u0435", false},  // all Cyrillic: some word of its own
  };
  for (const auto& [text, hit] : table) {
    Message message;
    message.text = text;
    normalise(message, NormaliserSettings{});
    EXPECT_EQ(rules->route(message, {}).rule == "hit", hit) << text;
  }
}

// Refused by their size, before vectorscan's compiler meets them.
TEST(Hostile, ExpressionsThatGrow) {
  for (const char* const bomb : {"/a.{5000}b/", "/(((((a{1,9}){1,9}){1,9}){1,9}){1,9})b/",
                                 "/(\\p{L}{1,40} ){1,40}x/", "/((a{40}){40}){40}b/"}) {
    const auto pattern = read_pattern(bomb);
    ASSERT_TRUE(std::holds_alternative<PatternMistake>(pattern)) << bomb;
    EXPECT_THAT(std::get<PatternMistake>(pattern).text,
                testing::HasSubstr("more than 250 characters"));
  }
}

}  // namespace
}  // namespace crosstown
