// Hand-judged texts against the example city's answer book.
#include <algorithm>
#include <fstream>
#include <iostream>

#include "tests/answers/riverbend.h"

namespace crosstown {
namespace {

struct Judged {
  std::string verdict;  // given, suggested, kept, nothing
  std::string id;
  std::string text;
};

std::vector<Judged> judged(const std::string& file) {
  std::ifstream in(SOURCE_DIR "/tests/answers/" + file);
  std::vector<Judged> all;
  for (std::string line; std::getline(in, line);) {
    const auto bar = line.find(" | ");
    if (line.starts_with('#') || bar == std::string::npos) continue;
    const std::string left = line.substr(0, bar);
    const auto space = std::min(left.find(' '), left.size());
    all.push_back({left.substr(0, space), left.substr(std::min(space + 1, left.size())),
                   line.substr(bar + 3)});
  }
  return all;
}

std::string told(const std::vector<Match>& matches) {
  std::string out;
  for (const Match& match : matches) {
    out += match.answer->id + (match.confidence == Confidence::confident ? "! " : " ") +
           std::to_string(match.score) + "  ";
  }
  return out;
}

// Never wrong: nobody is given an answer to something else, and no report is answered by a text.
bool holds(const Judged& one, const std::vector<Match>& matches) {
  const bool given = !matches.empty() && matches[0].confidence == Confidence::confident;
  if (one.verdict == "given") return !given || matches[0].answer->id == one.id;
  if (given) return false;
  if (one.verdict == "nothing") return matches.empty();
  if (one.verdict == "kept") return true;
  return std::any_of(matches.begin(), matches.end(),
                     [&](const Match& match) { return match.answer->id == one.id; });
}

// What should be given and is only suggested costs a person's time: a fifth may.
void judge(const std::string& language) {
  const AnswerBook book(riverbend_answers(), {"en", "es"});
  int wanted = 0;
  int given = 0;
  for (const Judged& one : judged("judged." + language + ".txt")) {
    const auto matches = book.search(one.text, language, Time{});
    EXPECT_TRUE(holds(one, matches))
        << one.verdict << " " << one.id << " | " << one.text << "\n  got: " << told(matches);
    if (one.verdict != "given") continue;
    ++wanted;
    if (!matches.empty() && matches[0].confidence == Confidence::confident)
      ++given;
    else
      std::cout << "only suggested: " << one.text << "\n  got: " << told(matches) << '\n';
  }
  std::cout << language << ": " << given << " of " << wanted << " are given\n";
  ASSERT_GE(wanted, 40);
  EXPECT_GE(given * 10, wanted * 8);
}

TEST(JudgedAnswers, English) { judge("en"); }
TEST(JudgedAnswers, Spanish) { judge("es"); }

// Whatever is asked word by word is answered.
TEST(JudgedAnswers, EveryQuestionOfTheBookIsAnswered) {
  const AnswerBook book(riverbend_answers(), {"en", "es"});
  EXPECT_GE(book.answers().size(), 45U);
  for (const ScriptedAnswer& answer : book.answers()) {
    for (const auto& [language, questions] : answer.questions) {
      for (const std::string& question : questions) {
        const auto matches = book.search(question, language, Time{});
        ASSERT_FALSE(matches.empty()) << question;
        EXPECT_EQ(matches[0].answer->id, answer.id) << question;
        EXPECT_EQ(matches[0].confidence, Confidence::confident)
            << question << "\n  got: " << told(matches);
      }
    }
  }
}

}  // namespace
}  // namespace crosstown
