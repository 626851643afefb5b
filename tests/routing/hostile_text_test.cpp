// Texts made to be slow or to slip past, through all that a message goes through before it is kept:
// normalised, located, its language, tripwire, self-service, answer book, rules of the example
// city. What a text costs is measured against plain words of the same length, so that a slow
// machine changes nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "daemon/config/foresee.h"
#include "router/message/text.h"
#include "tests/routing/example_city.h"

namespace crosstown::routing {
namespace {

constexpr std::size_t megabyte = 1024 * 1024;

std::string repeated(std::string_view piece, std::size_t size = megabyte) {
  std::string text;
  text.reserve(size + piece.size());
  while (text.size() < size) text += piece;
  return text;
}

const std::string& plain() {
  static const std::string text =
      repeated("The water in our street has been brown for two days, could somebody look at it? ");
  return text;
}

class HostileText : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    city_ = new ExampleCity;
    config_ = new Config(city_->load(ExampleCity::text()));
    judges_ = new ConfigJudges(*config_);
  }
  static void TearDownTestSuite() {
    delete judges_;
    delete config_;
    delete city_;
  }

  static Foreseen judge(std::string text, Message* prepared = nullptr) {
    Message message;
    message.id = "hostile";
    message.provider_id = "hostile";
    message.medium = Medium::sms;
    message.channel = config_->channels.front().name;
    message.from = "+18015550123";
    message.text = std::move(text);
    prepare(message, judges_->judges());
    Foreseen came = foresee(message, judges_->judges(), Time{});
    if (prepared) *prepared = std::move(message);
    return came;
  }

  // The fastest of a few, so that what else runs on the machine hardly counts.
  static double seconds(const std::string& text) {
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
      const auto began = std::chrono::steady_clock::now();
      (void)judge(text);
      best = std::min(
          best, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
    }
    return best;
  }

  static ExampleCity* city_;
  static Config* config_;
  static ConfigJudges* judges_;
};
ExampleCity* HostileText::city_ = nullptr;
Config* HostileText::config_ = nullptr;
ConfigJudges* HostileText::judges_ = nullptr;

// Plain words are checked many bytes at a time; what must be looked at byte by byte, as controls
// are, takes some thirty times as long without optimisation; what grew with the square would take
// thousands.
TEST_F(HostileText, AMegabyteCostsBoundedTimesOneOfPlainWords) {
  struct {
    const char* what;
    std::string text;
  } const cases[] = {
      {"one letter", repeated("a")},
      {"one digit", repeated("7")},
      {"one space", "a" + repeated(" ") + "b"},
      {"line ends", "a" + repeated("\r\n") + "b"},
      {"words of one letter", repeated("a ")},
      {"question marks", repeated("?")},
      {"invalid UTF-8", repeated("\xff")},
      {"sequences cut short", repeated("\xf0\x9f\x98")},
      {"controls", repeated("\x01")},
      {"bidi controls", "a" + repeated("\u202e") + "b"},
      {"combining accents", "a" + repeated("\u0301")},
      {"invisible joiners", "fire" + repeated("\u200d")},
      {"a lookalike", repeated("\u0430")},
      {"lookalikes in words", repeated("p\u043ethole f\u0456re ")},
      {"full-width letters", repeated("\uff26\uff49\uff52\uff45 ")},
      {"emoji", repeated("\U0001F525")},
      {"for a backtracking matcher",
       repeated("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")},
      {"words of emergency", repeated("fire ")},
      {"an exception again and again", repeated("fire hydrant ")},
      {"a word of every rule", repeated("pothole tree trash water permit dog noise ")},
      {"addresses", repeated("415 N Main St Apt 4, ")},
      {"corners", repeated("at 5th and Main and Elm ")},
      {"house numbers", repeated("4711 ")},
      {"tracking numbers", repeated("26-0001234-9 ")},
      {"web addresses", repeated("https://riverbend.example/a?b=c ")},
      {"question words", repeated("where can I how do I ")},
      {"apostrophes", repeated("'")},
      {"Thai, without spaces", repeated("\u0e01\u0e02\u0e03")},
  };
  const double usual = seconds(plain());
  for (const auto& [what, text] : cases) {
    const double cost = seconds(text);
    std::cout << "  " << what << ": " << cost / usual << " of plain words\n";
    EXPECT_LT(cost, 60 * usual) << what;
  }
}

// Twice the text, about twice the time at most: nothing grows with the square.
TEST_F(HostileText, CostGrowsWithTheLengthAndNotFaster) {
  for (const std::string_view piece :
       {"a", "\xff", "\u0430", "\u0301", "fire hydrant ", "415 N Main St ", "26-0001234-9 "}) {
    const double once = seconds(repeated(piece, megabyte / 2));
    const double four_times = seconds(repeated(piece, 2 * megabyte));
    EXPECT_LT(four_times, 12 * once + 1e-3) << piece;
  }
}

// A short text is all read, by everything that has a bound for long ones.
TEST_F(HostileText, AShortOneIsNoWorse) {
  const double usual = seconds(plain().substr(0, 2000));
  for (const std::string_view piece :
       {"a ", "ab?", "\u0430", "fire hydrant ", "415 N Main St ", "26-0001234-9 ", "where can I ",
        "pasport watter tarsh ", "x1 y2 z3 ", "'"}) {
    EXPECT_LT(seconds(repeated(piece, 2000)), 60 * usual + 1e-3) << piece;
  }
}

// What is hidden in a text that a reader sees as an emergency is one.
TEST_F(HostileText, DisguisesDoNotHideAnEmergency) {
  for (const std::string_view text :
       {"my house is on fire", "MY HOUSE IS ON F\u0131RE fire", "my house is on f\u200dire",
        "my house is on \u202efire", "my house is on f\u0456re",
        "\uff4d\uff59 house is on \uff46\uff49\uff52\uff45", "\xff\xfe my house is on fire \xff"}) {
    const Foreseen came = judge(std::string(text));
    ASSERT_TRUE(came.routing) << text;
    EXPECT_EQ(came.routing->rule, emergency_rule) << text;
  }
}

TEST_F(HostileText, WhatComesOutIsCleanAndRouted) {
  for (const std::string& text : {repeated("\xff", 5000), repeated("\u202e", 5000) + "x",
                                  repeated("\x1b[2J", 5000), std::string("\0a\0", 3)}) {
    Message message;
    const Foreseen came = judge(text, &message);
    EXPECT_EQ(clean(message.text), message.text);
    ASSERT_TRUE(came.routing);
    EXPECT_FALSE(came.routing->queue.empty());
  }
}

}  // namespace
}  // namespace crosstown::routing
