#include "router/language/memory.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

TEST(LanguageMemory, KnowsWhatItWasTold) {
  LanguageMemory memory(8);
  EXPECT_EQ(memory.of("c1"), "");
  memory.note("c1", "es");
  EXPECT_EQ(memory.of("c1"), "es");
  memory.note("c1", "en");
  EXPECT_EQ(memory.of("c1"), "en");
}

TEST(LanguageMemory, ForgetsTheOldest) {
  LanguageMemory memory(8);
  memory.note("first", "es");
  for (int i = 0; i < 8; ++i) memory.note("c" + std::to_string(i), "en");
  EXPECT_EQ(memory.of("c0"), "en") << "of the latest eight";
  for (int i = 8; i < 16; ++i) memory.note("c" + std::to_string(i), "en");
  EXPECT_EQ(memory.of("first"), "");
  EXPECT_EQ(memory.of("c8"), "en");
}

TEST(LanguageMemory, WhoGoesOnIsNotForgotten) {
  LanguageMemory memory(8);
  for (int i = 0; i < 100; ++i) {
    if (i % 4 == 0) memory.note("resident", "es");
    memory.note("c" + std::to_string(i), "en");
    EXPECT_EQ(memory.of("resident"), "es") << i;
  }
}

}  // namespace
}  // namespace crosstown
