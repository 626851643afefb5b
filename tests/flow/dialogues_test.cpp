// The dialogues, whose expectations were there before the code. What differs.txt names goes
// otherwise, for the reason that stands there; nothing else may.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/flow/player.h"
#include "tests/flow/twilio_door.h"

namespace crosstown::flow {
namespace {

std::map<std::string, std::string> known_differences() {
  std::ifstream in(SOURCE_DIR "/tests/flow/differs.txt");
  EXPECT_TRUE(in);
  std::map<std::string, std::string> all;
  for (std::string line; std::getline(in, line);) {
    const auto gap = line.find(' ');
    if (!line.empty() && line.front() != '#') all[line.substr(0, gap)] = line.substr(gap + 1);
  }
  return all;
}

std::vector<std::filesystem::path> dialogues() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(SOURCE_DIR "/tests/flow/dialogues"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

bool is_for(const YAML::Node& dialogue, const std::string& door) {
  for (const YAML::Node& one : dialogue["doors"]) {
    if (one.as<std::string>() == door) return true;
  }
  return false;
}

// `door` empty: the engine alone, with all dialogues.
void play_all(const std::string& door) {
  const Line line;
  const auto differ = known_differences();
  int right = 0, played = 0;
  for (const auto& file : dialogues()) {
    const YAML::Node dialogue = YAML::LoadFile(file);
    if (!door.empty() && !is_for(dialogue, door)) continue;
    const std::string name = file.stem();
    ++played;
    TwilioDoor twilio;
    const auto way = door.empty() ? Player::Door() : twilio.door();
    const std::string why = Player(line, dialogue, way).play();
    right += why.empty() ? 1 : 0;
    if (why.empty())
      EXPECT_FALSE(differ.contains(name.substr(0, 3))) << name << " goes as expected by now";
    else
      EXPECT_TRUE(differ.contains(name.substr(0, 3))) << name << ": " << why;
  }
  std::cout << right << " of " << played << " dialogues go as expected\n";
  EXPECT_GE(played, 200);
}

TEST(Dialogues, GoAsExpected) { play_all(""); }

TEST(Dialogues, GoTheSameOverTwilio) { play_all("twilio"); }

}  // namespace
}  // namespace crosstown::flow
