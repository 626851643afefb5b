#include "router/answers/answers_reader.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace crosstown {
namespace {

class AnswersReader : public testing::Test {
 protected:
  AnswersReader() {
    std::string name = testing::TempDir() + "answers-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~AnswersReader() override { std::filesystem::remove_all(folder_); }

  std::vector<ScriptedAnswer> read(const std::string& yaml) {
    const auto file = folder_ / "a.yaml";
    std::ofstream(file) << yaml;
    const auto document = config::Document::load_list(file, problems_);
    std::vector<ScriptedAnswer> answers;
    read_answers(document, {{"en", "es-MX"}, {"sanitation", "parks"}, "America/Denver"}, answers);
    return answers;
  }
  std::string told() const {
    std::string out;
    for (const auto& problem : problems_.sorted())
      out += std::to_string(problem.mark.line) + ": " + problem.text + "\n";
    return out;
  }

  std::filesystem::path folder_;
  config::Problems problems_;
};

std::string entry(const std::string& id, const std::string& more = "") {
  return "- id: " + id +
         "\n  title: { en: A, es: B }\n  questions: { en: [one, two], es: uno }\n"
         "  answer: { en: C, es: D }\n  owner: parks\n" +
         more;
}

TEST_F(AnswersReader, ReadsAnEntry) {
  const auto answers = read(entry("pool", "  expires: 2027-01-15\n"));
  EXPECT_EQ(told(), "");
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].id, "pool");
  EXPECT_EQ(answers[0].title.at("es"), "B");
  EXPECT_EQ(answers[0].questions.at("en"), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(answers[0].questions.at("es"), std::vector<std::string>{"uno"});
  EXPECT_EQ(answers[0].text.at("en"), "C");
  EXPECT_EQ(answers[0].owner, "parks");
  // The end of the 15th in Denver (UTC-7).
  const Time end(std::chrono::sys_days(std::chrono::year(2027) / 1 / 16) + std::chrono::hours(7));
  EXPECT_EQ(answers[0].expires, end);
}

TEST_F(AnswersReader, TellsMistakes) {
  struct Case {
    std::string yaml;
    std::string told;
  };
  const Case table[] = {
      {entry("a") + entry("a"), "the id \"a\" is taken"},
      {entry("Pool"), "must be made of a-z, 0-9 and \"-\""},
      {entry("a", "  oner: x\n"), "unknown key \"oner\"; did you mean \"owner\"?"},
      {entry("a", "  expires: 2027-02-30\n"), "2027-02-30"},
      {"- id: a\n", "title is missing"},
      {"- just text\n", "answer #1 must be a map of keys"},
      {"id: a\n", "the file must be a list"},
      {"", "is empty"},
      {"- { id: a, title: { en: A }, questions: { en: [x], es: [y] }, answer: { en: C, es: D }, "
       "owner: parks }\n",
       "es is missing"},
      {"- { id: a, title: { en: A, es: B }, questions: { en: [], es: [y] }, answer: { en: C, es: D "
       "}, owner: parks }\n",
       "there must be 1 to 50 questions"},
      {"- { id: a, title: { en: A, es: B }, questions: { en: x, es: y }, answer: { en: C, es: D, "
       "fr: E }, owner: park }\n",
       "did you mean \"parks\"?"},
      {"- { id: a, title: { en: A, es: B }, questions: { en: x, es: y }, answer: { en: C, es: D, "
       "fr: E }, owner: parks }\n",
       "unknown key \"fr\""},
      {"- { id: a, title: { en: A, es: B }, questions: { en: x, es: y }, answer: { en: \"\", es: D "
       "}, owner: parks }\n",
       "there must be a text"},
  };
  for (const Case& row : table) {
    problems_ = {};
    (void)read(row.yaml);
    EXPECT_NE(told().find(row.told), std::string::npos) << row.yaml << "told: " << told();
  }
}

TEST_F(AnswersReader, WarnsThirtyDaysBeforeTheEndAndOfLongTexts) {
  auto answers = read(entry("a"));
  const Time now(std::chrono::hours(24 * 365 * 50));
  EXPECT_TRUE(answer_warnings(answers, now).empty());
  const auto warned = [&](std::chrono::days left) {
    answers[0].expires = now + left;
    const auto warnings = answer_warnings(answers, now);
    return warnings.empty() ? std::string() : warnings[0].text;
  };
  EXPECT_EQ(warned(std::chrono::days(31)), "");
  EXPECT_EQ(warned(std::chrono::days(30)),
            "warning: the answer a expires in 30 days; ask parks whether it still holds");
  EXPECT_EQ(warned(std::chrono::days(1)),
            "warning: the answer a expires in 1 day; ask parks whether it still holds");
  EXPECT_NE(warned(std::chrono::days(0)).find("has expired"), std::string::npos);
  answers[0].expires.reset();

  answers[0].text["es"] = std::string(306, 'x');
  EXPECT_TRUE(answer_warnings(answers, now).empty());
  answers[0].text["es"] += 'x';
  ASSERT_EQ(answer_warnings(answers, now).size(), 1U);
  EXPECT_EQ(answer_warnings(answers, now)[0].text,
            "warning: the answer a (es) is sent in 3 parts as a text message");
}

}  // namespace
}  // namespace crosstown
