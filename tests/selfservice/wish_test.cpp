// Hand-judged texts in both languages; half of them are for people.
#include "router/selfservice/wish.h"

#include <gtest/gtest.h>

#include <fstream>

namespace crosstown {
namespace {

struct Name {
  std::string operator()(const AskStatus& wish) const {
    EXPECT_EQ(wish.tracking, "26-0001234-9");
    return "status";
  }
  std::string operator()(const AskStatusBadNumber&) const { return "bad-number"; }
  std::string operator()(const WantOptOut& wish) const {
    return wish.in_own_words ? "opt-out-words" : "opt-out";
  }
  std::string operator()(const WantOptIn&) const { return "opt-in"; }
  std::string operator()(const AskList&) const { return "list"; }
  std::string operator()(const WantAnew&) const { return "anew"; }
  std::string operator()(const WantClosed&) const { return "close"; }
  std::string operator()(const AskHelp&) const { return "help"; }
  std::string operator()(const AskHours&) const { return "hours"; }
  std::string operator()(const Greeting&) const { return "greeting"; }
  std::string operator()(const WantPerson&) const { return "person"; }
};

std::string named(std::string_view text, Medium medium = Medium::sms) {
  Message message;
  message.medium = medium;
  message.text = text;
  const auto wish = wish_of(message);
  return wish ? std::visit(Name(), *wish) : "people";
}

TEST(Wish, JudgedTexts) {
  std::ifstream in(SOURCE_DIR "/tests/selfservice/judged.txt");
  int all = 0;
  int for_people = 0;
  for (std::string line; std::getline(in, line);) {
    const auto bar = line.find(" | ");
    if (line.starts_with('#') || bar == std::string::npos) continue;
    const std::string wanted = line.substr(0, bar);
    ++all;
    if (wanted == "people") ++for_people;
    EXPECT_EQ(named(line.substr(bar + 3)), wanted) << line;
  }
  EXPECT_GE(all, 180);
  EXPECT_GE(for_people, 90);
}

TEST(Wish, OnlyTextMessagesAreStopped) {
  for (const auto medium : {Medium::chat, Medium::email, Medium::walk_in, Medium::app}) {
    for (const std::string_view text : {"STOP", "cancel", "start", "stop texting me"})
      EXPECT_EQ(named(text, medium), "people") << text;
    EXPECT_EQ(named("status 26-0001234-9", medium), "status");
    EXPECT_EQ(named("hours", medium), "hours");
  }
}

TEST(Wish, NothingInLongOrEmptyTexts) {
  EXPECT_EQ(named(""), "people");
  EXPECT_EQ(named("status 26-0001234-9" + std::string(200, ' ') + "x"), "people");
}

TEST(Wish, APhotoIsForPeopleButStopIsStop) {
  Message message;
  message.attachments.emplace_back();
  for (const std::string_view text : {"hello", "status 26-0001234-9", "help"}) {
    message.text = text;
    EXPECT_FALSE(wish_of(message)) << text;
  }
  message.text = "STOP";
  EXPECT_TRUE(wish_of(message));
}

}  // namespace
}  // namespace crosstown
