#include "router/answers/stemmer.h"

#include <gtest/gtest.h>

#include <vector>

namespace crosstown {
namespace {

struct Family {
  Stemming stemming;
  std::vector<std::string_view> words;  // all of one stem
};

TEST(Stemmer, FamiliesMeet) {
  const Family table[] = {
      {Stemming::english, {"holiday", "holidays"}},
      {Stemming::english, {"recycle", "recycles", "recycled", "recycling"}},
      {Stemming::english, {"pick", "picks", "picked", "picking"}},
      {Stemming::english, {"city", "cities"}},
      {Stemming::english, {"box", "boxes"}},
      {Stemming::english, {"branch", "branches"}},
      {Stemming::english, {"plan", "planned", "planning"}},
      {Stemming::english, {"bill", "bills", "billing", "billed"}},
      {Stemming::english, {"license", "licenses", "licensing"}},
      {Stemming::english, {"close", "closes", "closed"}},
      {Stemming::spanish, {"licencia", "licencias"}},
      {Stemming::spanish, {"arbol", "arboles"}},
      {Stemming::spanish, {"luz", "luces"}},
      {Stemming::spanish, {"recoger", "recoge", "recogen", "recogida", "recogiendo", "recogieron"}},
      {Stemming::spanish, {"pagar", "pago", "pagan", "pagando", "pagado"}},
      {Stemming::spanish, {"perro", "perros"}},
  };
  for (const Family& family : table) {
    const std::string first = stem(family.words[0], family.stemming);
    for (const auto word : family.words) EXPECT_EQ(stem(word, family.stemming), first) << word;
  }
}

TEST(Stemmer, WhatIsShortOrHasADigitStays) {
  for (const auto stemming : {Stemming::none, Stemming::english, Stemming::spanish}) {
    for (const std::string_view word : {"", "a", "bus", "las", "5th", "7eleven", "4x4s"})
      EXPECT_EQ(stem(word, stemming), word);
  }
}

TEST(Stemmer, LeavesWhatIsNoEnding) {
  for (const std::string_view word : {"glass", "status", "string", "thing"})
    EXPECT_EQ(stem(word, Stemming::english), word);
  EXPECT_EQ(stem("trashes", Stemming::none), "trashes");
}

TEST(Stemmer, NeverLeavesLessThanThreeLetters) {
  for (const std::string_view word : {"goes", "used", "sees", "daban", "eres", "iban", "bees"}) {
    EXPECT_GE(stem(word, Stemming::english).size(), 3U) << word;
    EXPECT_GE(stem(word, Stemming::spanish).size(), 3U) << word;
  }
}

TEST(Stemmer, KnowsItsLanguages) {
  EXPECT_EQ(stemming_of("en"), Stemming::english);
  EXPECT_EQ(stemming_of("es-MX"), Stemming::spanish);
  EXPECT_EQ(stemming_of("vi"), Stemming::none);
  EXPECT_EQ(stemming_of(""), Stemming::none);
}

}  // namespace
}  // namespace crosstown
