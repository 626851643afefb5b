#include "router/dialogue/state.h"

#include <gtest/gtest.h>

namespace crosstown::dialogue {
namespace {

TEST(State, ComesBackAsItWent) {
  State state;
  EXPECT_TRUE(to_attributes(state).empty());
  EXPECT_EQ(state_of({}), state);

  state.topic = Topic::report;
  state.ask = Ask::slot;
  state.slot = "description";
  state.slots = {{"issue", "bache"}, {"place", "calle Main"}, {"description", ""}};
  state.misses = 2;
  state.request = "26-0001234-9";
  state.said = "Hola. ¿Dónde?";
  state.question = "¿Dónde?";
  EXPECT_EQ(state_of(to_attributes(state)), state);
}

// An older daemon wrote it, or a program made it up.
TEST(State, PassesOverWhatDoesNotFit) {
  const State state = state_of({{"topic", "pizza"},
                                {"ask", "loudly"},
                                {"slot", "place"},
                                {"misses", "many"},
                                {"request", "26-0001234-8"},
                                {"slot.place", "here"},
                                {"other", "x"}});
  EXPECT_EQ(state, State());
  // A slot that the topic does not have is not asked for, and not kept.
  const State another =
      state_of({{"topic", "report"}, {"ask", "slot"}, {"slot", "first"}, {"slot.first", "26"}});
  EXPECT_EQ(another.ask, Ask::nothing);
  EXPECT_TRUE(another.slots.empty());
  EXPECT_EQ(state_of({{"misses", "-3"}}).misses, 0);
  EXPECT_EQ(state_of({{"misses", "300"}}).misses, 0);
}

TEST(State, IsBounded) {
  State state;
  state.said = std::string(100'000, 'x');
  state.topic = Topic::question;
  state.slots["query"] = std::string(100'000, 'x');
  for (const auto& [name, value] : to_attributes(state)) EXPECT_LE(value.size(), 2000u) << name;
}

}  // namespace
}  // namespace crosstown::dialogue
