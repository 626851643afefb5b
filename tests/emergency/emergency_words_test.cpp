#include "router/emergency/emergency_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace crosstown {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Read {
  EmergencyWords words;
  std::vector<std::string> problems;
};

Read read(std::string_view yaml) {
  config::Problems problems;
  Read out;
  const auto document = config::Document::parse(yaml, "words.yaml", problems);
  read_emergency_words(document.root(), out.words);
  for (const auto& problem : problems.sorted()) out.problems.push_back(to_text(problem));
  return out;
}

TEST(EmergencyWords, WhatShipsHasNoMistake) {
  std::ifstream in(SOURCE_DIR "/router/emergency/emergency_words.yaml");
  std::ostringstream yaml;
  yaml << in.rdbuf();
  const Read out = read(yaml.str());
  EXPECT_THAT(out.problems, IsEmpty());
  EXPECT_GE(out.words.words.size(), 200u);
  EXPECT_EQ(out.words.words.size(), out.words.written.size());
  const EmergencyWords shipped = shipped_emergency_words();
  EXPECT_EQ(shipped.written, out.words.written);
  ASSERT_EQ(shipped.words.size(), out.words.words.size());
  for (std::size_t i = 0; i < shipped.words.size(); ++i) {
    EXPECT_EQ(shipped.words[i].expression, out.words.words[i].expression) << shipped.written[i];
    EXPECT_EQ(shipped.words[i].words, out.words.words[i].words) << shipped.written[i];
  }
  std::set<std::string> seen;
  for (const auto& word : out.words.written) EXPECT_TRUE(seen.insert(word).second) << word;
}

TEST(EmergencyWords, Mistakes) {
  EXPECT_THAT(read("en: { words: fire, except: fire pit }\n").problems, IsEmpty());
  EXPECT_THAT(read("en: { word: fire }\n").problems,
              ElementsAre("words.yaml:1:7: unknown key \"word\"; did you mean \"words\"?"));
  EXPECT_THAT(read("en: { words: [{ a: b }] }\n").problems,
              ElementsAre("words.yaml:1:15: en: words #1 must be a phrase or a /regular "
                          "expression/, not a map"));
  EXPECT_THAT(read("en: { words: [\"\"] }\n").problems,
              ElementsAre("words.yaml:1:15: \"\" holds no word"));
  EXPECT_THAT(read("en: { except: [\"/fire .*/\"] }\n").problems,
              ElementsAre("words.yaml:1:16: an exception must be a phrase, so that it is seen what "
                          "it lets pass"));
  EXPECT_THAT(read("en: fire\n").problems,
              ElementsAre("words.yaml:1:5: en must be a map of keys, not \"fire\""));
}

}  // namespace
}  // namespace crosstown
