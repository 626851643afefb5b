#include "router/flow/state.h"

#include <gtest/gtest.h>

namespace crosstown::flow {
namespace {

State full() {
  State state;
  state.flow = "main";
  state.step = "report";
  state.phase = "heard";
  state.language = "es";
  state.turn = 7;
  state.misses = 2;
  state.jumps = 9;
  state.stars = 1;
  state.hollow = 1;
  state.queued = 2;
  state.slow = state.waiting = state.helped = state.warned = state.urgent = state.gone = true;
  state.over = true;
  state.result = Result::rescued;
  state.number = "+18015550142";
  state.tracking = "26-0001234-9";
  state.choices = "language=es main=1";
  state.events = "call.started call.transferred";
  state.queue = "public-works";
  state.pending = "1 hay un bache";
  state.began = 1'764'000'000'000;
  state.waiting_since = 1'764'000'060'000;
  return state;
}

TEST(CallState, ComesBackAsItWent) {
  EXPECT_EQ(read_state(written(State())), State());
  EXPECT_EQ(read_state(written(full())), full());
  EXPECT_LE(written(full()).size(), longest_state);
}

TEST(CallState, IsBoundedAndHoldsNoOtherLine) {
  State state = full();
  state.choices = std::string(5000, 'x') + "\nflow other";
  state.pending = "1 two\nflow other";
  state.events = std::string(5000, 'x');
  const std::string text = written(state);
  EXPECT_LE(text.size(), longest_state);
  const auto read = read_state(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->flow, "main");
}

TEST(CallState, PassesOverWhatDoesNotFit) {
  EXPECT_FALSE(read_state(""));
  EXPECT_FALSE(read_state("v 2\nflow main\n"));
  EXPECT_FALSE(read_state("v 1\n" + std::string(longest_state, 'x')));
  const auto odd = read_state("v 1\nturn -3\nmisses many\nresult pizza\nlater x\nflow main\nx");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->turn, 0);
  EXPECT_EQ(odd->misses, 0);
  EXPECT_EQ(odd->result, Result::open);
  EXPECT_EQ(odd->flow, "main");
}

}  // namespace
}  // namespace crosstown::flow
