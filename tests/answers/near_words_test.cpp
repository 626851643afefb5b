#include "router/answers/near_words.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

TEST(NearWords, OneStep) {
  for (const std::string_view word :
       {"garbage", "garbge", "garbbage", "garbaje", "gabrage", "arbage", "garbag"})
    EXPECT_TRUE(one_step_apart("garbage", word) && one_step_apart(word, "garbage")) << word;
  for (const std::string_view word : {"garbg", "garages", "abgrage", "", "garbageee", "agrbgae"})
    EXPECT_FALSE(one_step_apart("garbage", word) || one_step_apart(word, "garbage")) << word;
}

TEST(NearWords, FindsEveryStepFromAKnownWord) {
  const std::vector<std::string> words{"tree", "garbage", "passport", "bus"};
  const NearWords near(words);
  for (std::size_t i = 0; i < words[2].size(); ++i) {
    std::string missing = words[2];
    missing.erase(i, 1);
    std::string wrong = words[2];
    wrong[i] = 'q';
    std::string more = words[2];
    more.insert(i, 1, 'q');
    for (const auto& typed : {missing, wrong, more})
      EXPECT_EQ(near.near(typed, words), 2U) << typed;
    if (i + 1 == words[2].size()) break;
    std::string swapped = words[2];
    std::swap(swapped[i], swapped[i + 1]);
    EXPECT_EQ(near.near(swapped, words), 2U) << swapped;
  }
}

TEST(NearWords, LeavesShortAndFarWords) {
  const std::vector<std::string> words{"tree", "garbage", "passport", "bus"};
  const NearWords near(words);
  for (const std::string_view word : {"tre", "trees", "bug", "", "passing", "pport"})
    EXPECT_FALSE(near.near(word, words)) << word;
  EXPECT_FALSE(near.near(std::string(10'000, 'p'), words));
  EXPECT_FALSE(NearWords().near("garbage", {}));
}

TEST(NearWords, OfSeveralTheFirst) {
  const std::vector<std::string> words{"parking", "barking"};
  EXPECT_EQ(NearWords(words).near("xarking", words), 0U);
}

}  // namespace
}  // namespace crosstown
