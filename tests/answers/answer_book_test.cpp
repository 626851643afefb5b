#include "router/answers/answer_book.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

ScriptedAnswer answer(std::string id, std::string question, std::string text) {
  ScriptedAnswer one;
  one.id = std::move(id);
  one.title["en"] = one.id;
  one.questions["en"] = {std::move(question)};
  one.text["en"] = std::move(text);
  return one;
}

AnswerBook book() {
  std::vector<ScriptedAnswer> all{
      answer("passports", "where do I get a passport", "Appointments with the recorder."),
      answer("pool", "when does the pool open", "In summer."),
      answer("chickens", "can I keep chickens", "Up to six hens."),
      answer("missed", "why was my trash not picked up", "Tell us."),
  };
  all[1].expires = Time(std::chrono::milliseconds(1000));
  return {std::move(all), {"en", "es"}};
}

TEST(AnswerBook, GivesWhatIsAsked) {
  const AnswerBook all = book();
  const auto matches = all.search("Where can I get a PASSPORT?", "en-US", Time{});
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].answer, all.find("passports", Time{}));
  EXPECT_EQ(matches[0].confidence, Confidence::confident);
  EXPECT_GT(matches[0].score, AnswerBook::confident_from);
  EXPECT_LE(matches[0].score, 1);
}

TEST(AnswerBook, OnlySuggestsWhereNothingIsAskedOrTwoAreNear) {
  const auto told = book().search("passport", "en", Time{});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].confidence, Confidence::fair);

  std::vector<ScriptedAnswer> twins{answer("a", "is the pool open", "x"),
                                    answer("b", "open pool", "y")};
  const AnswerBook both(std::move(twins), {"en"});
  const auto matches = both.search("is a pool open?", "en", Time{});
  ASSERT_EQ(matches.size(), 2U);
  EXPECT_EQ(matches[0].confidence, Confidence::fair);
}

TEST(AnswerBook, AComplaintIsAnsweredOnlyByAnAnswerToIt) {
  EXPECT_EQ(book().search("why was my trash not picked up?", "en", Time{})[0].confidence,
            Confidence::confident);
  EXPECT_EQ(book().search("why can I not keep chickens?", "en", Time{})[0].confidence,
            Confidence::fair);
}

TEST(AnswerBook, PassesOverWhatHasExpired) {
  const AnswerBook all = book();
  const Time last(std::chrono::milliseconds(999));
  const Time over(std::chrono::milliseconds(1000));
  EXPECT_EQ(all.search("when does the pool open", "en", last).size(), 1U);
  EXPECT_TRUE(all.search("when does the pool open", "en", over).empty());
  EXPECT_NE(all.find("pool", last), nullptr);
  EXPECT_EQ(all.find("pool", over), nullptr);
}

TEST(AnswerBook, HasNothingInOtherLanguagesAndWhenEmpty) {
  EXPECT_TRUE(book().search("where do I get a passport", "es", Time{}).empty());
  EXPECT_TRUE(book().search("where do I get a passport", "vi", Time{}).empty());
  EXPECT_TRUE(AnswerBook().search("where do I get a passport", "en", Time{}).empty());
  EXPECT_TRUE(book().search("", "en", Time{}).empty());
  EXPECT_TRUE(book().search("?!", "en", Time{}).empty());
  EXPECT_EQ(AnswerBook().find("pool", Time{}), nullptr);
}

TEST(AnswerBook, AtMostThreeTheBestFirst) {
  std::vector<ScriptedAnswer> many;
  for (int i = 0; i < 9; ++i)
    many.push_back(answer("a" + std::to_string(i), "pool " + std::string(i, 'x'), "x"));
  const AnswerBook all(std::move(many), {"en"});
  const auto matches = all.search("pool xxxx", "en", Time{});
  ASSERT_LE(matches.size(), AnswerBook::most_matches);
  ASSERT_FALSE(matches.empty());
  EXPECT_EQ(matches[0].answer->id, "a4");
  for (std::size_t i = 1; i < matches.size(); ++i)
    EXPECT_GE(matches[i - 1].score, matches[i].score);
}

TEST(AnswerBook, AnswersFallBackOnAnyLanguage) {
  const AnswerBook all = book();
  EXPECT_EQ(all.answers()[0].text_in("es"), "Appointments with the recorder.");
  EXPECT_EQ(all.answers()[0].title_in("en-GB"), "passports");
}

}  // namespace
}  // namespace crosstown
