#include "router/emergency/tripwire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "router/message/normalise.h"

namespace crosstown {
namespace {

std::shared_ptr<const Tripwire> made(EmergencyWords words) {
  auto made = Tripwire::make(std::move(words));
  if (auto* mistake = std::get_if<PatternMistake>(&made)) throw std::runtime_error(mistake->text);
  return std::get<0>(std::move(made));
}

std::shared_ptr<const Tripwire> made_from(std::string_view yaml) {
  config::Problems problems;
  EmergencyWords words;
  read_emergency_words(config::Document::parse(yaml, "words.yaml", problems).root(), words);
  if (!problems.empty()) throw std::runtime_error(to_text(problems.sorted().front()));
  return made(std::move(words));
}

const Tripwire& shipped() { return *std::get<0>(Tripwire::shipped()); }

// The word that hits, or "".
std::string hit(const Tripwire& tripwire, std::string_view text) {
  Message message;
  message.text = text;
  normalise(message, {});
  const auto emergency = tripwire.check(message);
  return emergency ? emergency->word : "";
}

std::vector<std::string> lines(const std::string& name) {
  std::ifstream in(SOURCE_DIR "/tests/emergency/" + name);
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != '#') all.push_back(line);
  }
  return all;
}

TEST(Tripwire, MissesNoEmergency) {
  const auto all = lines("emergencies.txt");
  EXPECT_GE(all.size(), 80u);
  for (const auto& text : all) EXPECT_NE(hit(shipped(), text), "") << text;
}

TEST(Tripwire, LetsNearMissesPass) {
  const auto all = lines("near_misses.txt");
  EXPECT_GE(all.size(), 60u);
  for (const auto& text : all) EXPECT_EQ(hit(shipped(), text), "") << text;
}

// One near miss behind the other is none; each of them followed by something real is.
TEST(Tripwire, NothingBeforeAnEmergencyHidesIt) {
  for (const auto& text : lines("near_misses.txt")) {
    EXPECT_NE(hit(shipped(), text + ". And he is not breathing"), "") << text;
    EXPECT_NE(hit(shipped(), text + " y se está incendiando"), "") << text;
    EXPECT_NE(hit(shipped(), "My house is on fire, " + text), "") << text;
  }
}

TEST(Tripwire, ExceptionsCoverWholeWordsOnly) {
  const auto tripwire = made_from(R"(
en:
  words: [fire, has a gun, hydrant burst, '/\bsmoke( alarm)?\b/']
  except: [fire hydrant, gun range, smoke alarm test, the fire]
es: { words: fuego }
)");
  const struct {
    std::string_view text;
    std::string_view word;
  } cases[] = {
      {"fire", "fire"},
      {"fire hydrant", ""},
      {"FIRE-HYDRANT!", ""},
      {"fire hydrant, fire hydrant", ""},
      {"fire hydrant on fire", "fire"},
      {"fire, fire hydrant", "fire"},
      {"fire hydrants", "fire"},  // not the exception's words
      {"the fire hydrant", ""},
      {"fireplace", ""},
      {"gun range", ""},
      {"he has a gun range", "has a gun"},  // only in part inside
      {"fire hydrant burst", "hydrant burst"},
      {"smoke", "/\\bsmoke( alarm)?\\b/"},
      {"a smoke alarm test", ""},
      {"smoke alarm", "/\\bsmoke( alarm)?\\b/"},
      {"a smoke alarm test and smoke", "/\\bsmoke( alarm)?\\b/"},
      {"¡FUEGO!", "fuego"},
      {"fire hydrant fuego", "fuego"},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(hit(*tripwire, c.text), c.word) << c.text;
}

TEST(Tripwire, ReadsAllThatSomebodySaid) {
  const auto tripwire = made_from("en: { words: [fire], except: [fire pit] }\n");
  Message message;
  EXPECT_FALSE(tripwire->check(message));
  message.subject = "Fire";
  EXPECT_TRUE(tripwire->check(message));
  message.subject = "A question";
  message.text = "about my fire pit";
  EXPECT_FALSE(tripwire->check(message));
  message.intent = Intent{"ReportIssue", {{"issue", "a fire"}}};
  EXPECT_TRUE(tripwire->check(message));
  message.intent->slots = {{"issue", "pothole"}};
  EXPECT_FALSE(tripwire->check(message));
  message.text = std::string(200'000, 'x') + " fire";
  EXPECT_TRUE(tripwire->check(message)) << "far down in a long mail";
}

TEST(Tripwire, WithoutWordsNothingTripsIt) {
  const auto tripwire = made({});
  EXPECT_EQ(hit(*tripwire, "fire"), "");
}

}  // namespace
}  // namespace crosstown
