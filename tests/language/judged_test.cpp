// Sentences judged by hand (judged.txt), in a city that speaks English first and in one that speaks
// Spanish first.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <vector>

#include "router/language/judge.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

struct Sentence {
  std::string language;  // empty: the text does not tell
  std::string text;
};

std::vector<Sentence> sentences() {
  std::ifstream in(SOURCE_DIR "/tests/language/judged.txt");
  std::vector<Sentence> all;
  for (std::string line; std::getline(in, line);) {
    const auto bar = line.find(" | ");
    if (line.starts_with('#') || bar == std::string::npos) continue;
    const std::string language = line.substr(0, bar);
    all.push_back({language == "-" ? "" : language, clean(line.substr(bar + 3))});
  }
  return all;
}

// Those judged wrongly, named in the log.
int wrong(const std::vector<Sentence>& all, const std::string& first, const std::string& second) {
  const LanguageJudge judge({first, second});
  int count = 0;
  for (const Sentence& one : all) {
    const Judged judged = judge.judge("", one.text, "");
    if (judged.language == (one.language.empty() ? first : one.language)) continue;
    ++count;
    std::cout << "  " << judged.language << " by " << to_text(judged.by) << ": " << one.text
              << "\n";
  }
  return count;
}

TEST(JudgedSentences, AreRightButForAFew) {
  const auto all = sentences();
  ASSERT_GE(all.size(), 130U);
  EXPECT_LE(wrong(all, "en", "es"), 5);  // cld2 first and fewer words: 9
  EXPECT_LE(wrong(all, "es", "en"), 1);  // 4
}

}  // namespace
}  // namespace crosstown
