#include "router/language/telling_words.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

TEST(TellingWords, AreOfOneLanguageAlone) {
  for (const auto* word : {"bache", "gracias", "hola", "arbol", "y", "semaforo", "urge"})
    EXPECT_EQ(telling(word).language, "es") << word;
  for (const auto* word : {"about", "your", "the", "pothole", "thanks"})
    EXPECT_EQ(telling(word).language, "en") << word;
  for (const auto* word : {"", "a", "no", "me", "once", "animal", "calle", "street", "del", "Hola"})
    EXPECT_EQ(telling(word).language, "") << word;
}

}  // namespace
}  // namespace crosstown
