#include "router/answers/answer_index.h"

#include "router/answers/tokens.h"
#include "router/message/text.h"
#include "tests/answers/riverbend.h"

namespace crosstown {
namespace {

using Scores = std::vector<std::pair<std::uint32_t, double>>;

Scores scores(const AnswerIndex& index, const std::string& text, double least) {
  Query query{words_of(fold(text))};
  Scores out;
  for (const Fit& fit : index.fits(query, least)) out.emplace_back(fit.answer, fit.score);
  return out;
}

// What cannot score enough is not scored: that must leave nothing out.
TEST(AnswerIndex, ABoundLeavesOutWhatIsBelowItAndNothingElse) {
  const auto answers = riverbend_answers();
  const AnswerIndex index(answers, "en");
  std::size_t found = 0;
  for (const ScriptedAnswer& answer : answers) {
    for (const std::string& question : answer.questions.at("en")) {
      for (const double least : {0.3, 0.42, 0.7, 0.95}) {
        const std::string text = question + " on Main Street";
        Scores expected = scores(index, text, 0.151);
        std::erase_if(expected, [&](const auto& one) { return one.second < least; });
        EXPECT_EQ(scores(index, text, least), expected) << text << " " << least;
        found += expected.size();
      }
    }
  }
  EXPECT_GT(found, 300U);
}

}  // namespace
}  // namespace crosstown
