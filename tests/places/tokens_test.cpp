#include "router/places/tokens.h"

#include <gmock/gmock.h>

#include <string>

namespace crosstown::places {
namespace {

using ::testing::ElementsAre;

// Each as its kind and what it is compared by.
std::vector<std::string> told(std::string_view folded) {
  std::vector<Token> tokens;
  tokenise(folded, tokens);
  std::vector<std::string> out;
  for (const Token& token : tokens) {
    std::string text;
    if (token.is(Role::number)) text += "number ";
    if (token.is(ordinal)) text += "ordinal ";
    if (token.is(direction)) text += "to ";
    if (token.is(type)) text += "type ";
    text += token.canon;
    if (token.letter != 0) text += std::string("/") + token.letter;
    if (token.breaks) text += " |";
    out.push_back(text);
  }
  return out;
}

TEST(Tokens, WordsByWhatTheyMean) {
  EXPECT_THAT(told("415 north main street"), ElementsAre("number 415", "to n", "main", "type st"));
  EXPECT_THAT(told("415 w. 300 s., ok"),
              ElementsAre("number 415", "to w", "number 300", "to s", "ok"));
  EXPECT_THAT(told("5th fifth quinta 5ta 22nd"),
              ElementsAre("ordinal 5", "ordinal 5", "ordinal 5", "ordinal 5", "ordinal 22"));
  EXPECT_THAT(told("norte sur este oeste"), ElementsAre("to n", "to s", "to e", "to w"));
  EXPECT_THAT(told("main&elm/oak@5th #4"),
              ElementsAre("main", "&", "elm", "/", "oak", "@", "ordinal 5", "#", "number 4"));
}

TEST(Tokens, NumbersOfHouses) {
  EXPECT_THAT(told("300s 415w"), ElementsAre("number 300", "to s", "number 415", "to w"));
  EXPECT_THAT(told("415b 007 0"), ElementsAre("number 415/b", "number 7", "number 0"));
  EXPECT_THAT(told("1234567 3kg 0000000"), ElementsAre("1234567", "3kg", "number 0"));
}

TEST(Tokens, WhereAnAddressEnds) {
  EXPECT_THAT(
      told("at 20. main st. elm; oak\ncedar (maple"),
      ElementsAre("at", "number 20 |", "main", "type st", "elm |", "oak |", "cedar |", "maple"));
}

TEST(Tokens, AnyBytes) {
  EXPECT_THAT(told(""), ElementsAre());
  EXPECT_THAT(told(" .,;!"), ElementsAre());
  EXPECT_THAT(told("o'neil' 'x"), ElementsAre("o'neil", "x"));
  EXPECT_THAT(told("街5"), ElementsAre("街5"));
}

}  // namespace
}  // namespace crosstown::places
