#include "router/selfservice/decide.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

using Kind = Decision::Kind;

class Decide : public testing::Test {
 protected:
  Decide() {
    ScriptedAnswer pool;
    pool.id = "pool";
    pool.title = {{"en", "The pool"}, {"es", "La alberca"}};
    pool.questions = {{"en", {"when does the pool open"}}, {"es", {"cuándo abre la alberca"}}};
    pool.text = {{"en", "In May."}, {"es", "En mayo."}};
    book_ = AnswerBook({pool}, {"en", "es"});
    HoursPlan plan;
    plan.week[0] = {{8 * 60, 17 * 60}};
    hours_ = Hours::of(plan, "UTC");
  }
  Decision of(std::string text, OptOut opt_out = OptOut::none, std::string language = "en") {
    Message message;
    message.text = std::move(text);
    message.language = std::move(language);
    message.opt_out = opt_out;
    return decide(message, {texts_, book_, hours_, "Riverbend", "911"}, Time{});
  }

  Texts texts_;
  AnswerBook book_;
  std::optional<Hours> hours_;
};

TEST_F(Decide, AnswersAQuestionAndOffersAPerson) {
  const Decision decision = of("When does the pool open?");
  EXPECT_EQ(decision.kind, Kind::served);
  EXPECT_EQ(decision.answer, "pool");
  EXPECT_EQ(decision.words, "In May. Reply PERSON to talk to someone.");
  EXPECT_EQ(of("¿Cuándo abre la alberca?", OptOut::none, "es").words,
            "En mayo. Mande PERSONA para hablar con alguien.");
}

TEST_F(Decide, SuggestsToPeopleWhatOnlyMayFit) {
  const Decision decision = of("the pool never opens");
  EXPECT_EQ(decision.kind, Kind::people);
  ASSERT_EQ(decision.suggestions.size(), 1U);
  EXPECT_EQ(decision.suggestions[0].id, "pool");
  EXPECT_EQ(decision.suggestions[0].title, "The pool");
  EXPECT_TRUE(decision.searched);
  EXPECT_EQ(of("a pothole").suggestions.size(), 0U);
}

TEST_F(Decide, SaysHoursWhereTheCityHasThem) {
  EXPECT_EQ(of("are you open?").words.find("We are open Mon 8:00 am–5:00 pm. Closed now."), 0U)
      << of("are you open?").words;
  hours_.reset();
  EXPECT_EQ(of("are you open?").kind, Kind::people);
}

TEST_F(Decide, OptOutAndHelp) {
  EXPECT_EQ(of("stop").kind, Kind::opt_out);
  EXPECT_NE(of("stop").words.find("Riverbend"), std::string::npos);
  EXPECT_FALSE(of("stop").for_people_too);
  EXPECT_EQ(of("stop").intent, "OptOut");
  EXPECT_TRUE(of("please stop texting me").for_people_too);
  EXPECT_EQ(of("START").kind, Kind::opt_in);
  EXPECT_NE(of("help").words.find("911"), std::string::npos);
  // The provider has answered.
  EXPECT_EQ(of("stop", OptOut::stop).words, "");
  EXPECT_EQ(of("whatever it knows", OptOut::stop).kind, Kind::opt_out);
  EXPECT_EQ(of("start", OptOut::start).kind, Kind::opt_in);
  EXPECT_EQ(of("help", OptOut::help).kind, Kind::served);
  EXPECT_EQ(of("help", OptOut::help).words, "");
}

TEST_F(Decide, TheirOwnRequests) {
  EXPECT_EQ(of("STATUS").kind, Kind::list);
  EXPECT_EQ(of("NEW").kind, Kind::anew);
  EXPECT_TRUE(of("NEW").begins_anew);
  EXPECT_EQ(of("NEW").intent, "NewRequest");
  EXPECT_EQ(of("NEW").words, "All right. What is it about, and where?");
  EXPECT_EQ(of("ya está resuelto, gracias").kind, Kind::close);
  EXPECT_EQ(of("close").intent, "CloseRequest");
  EXPECT_EQ(of("NEW: a pothole").kind, Kind::people);
  EXPECT_TRUE(of("NEW: a pothole").begins_anew);
  EXPECT_FALSE(of("a pothole").begins_anew);
}

TEST_F(Decide, StatusAndPerson) {
  EXPECT_EQ(of("status 26-0001234-9").kind, Kind::status);
  EXPECT_EQ(of("status 26-0001234-9").tracking, "26-0001234-9");
  EXPECT_EQ(of("status 26-0001234-8").kind, Kind::served);
  EXPECT_EQ(of("PERSON").kind, Kind::people);
  EXPECT_EQ(of("PERSON").intent, "SpeakToPerson");
  EXPECT_EQ(of("hello").kind, Kind::served);
}

}  // namespace
}  // namespace crosstown
