#include "router/queues/overflow_board.h"

#include <gmock/gmock.h>

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using Change = OverflowBoard::Change;

OverflowBoard city() {
  return OverflowBoard({{"water", {100, 1h, "public-works"}}, {"public-works", {200, {}, "desk"}}});
}

Routing diverted(const OverflowBoard& board, std::string queue) {
  Routing routing;
  routing.queue = std::move(queue);
  board.divert(routing);
  return routing;
}

TEST(OverflowBoard, NothingOverflowsUntilItIsNoted) {
  const OverflowBoard board = city();
  EXPECT_THAT(board.queues(), ElementsAre("public-works", "water"));
  EXPECT_EQ(diverted(board, "water").queue, "water");
  EXPECT_THAT(diverted(board, "water").why, IsEmpty());
}

TEST(OverflowBoard, DivertsAndSaysSo) {
  OverflowBoard board = city();
  EXPECT_EQ(board.note("water", {100, 0s}), Change::began);
  const Routing routing = diverted(board, "water");
  EXPECT_EQ(routing.queue, "public-works");
  EXPECT_THAT(routing.why, ElementsAre("water has too much work and overflows to public-works"));
  EXPECT_EQ(diverted(board, "desk").queue, "desk");
}

TEST(OverflowBoard, OnAlongTheChain) {
  OverflowBoard board = city();
  board.note("public-works", {200, 0s});
  EXPECT_EQ(diverted(board, "water").queue, "water");
  board.note("water", {1, 2h});
  const Routing routing = diverted(board, "water");
  EXPECT_EQ(routing.queue, "desk");
  EXPECT_EQ(routing.why.size(), 2U);
  Routing another;
  another.queue = "water";
  EXPECT_THAT(board.divert(another), ElementsAre("water", "public-works"));
  EXPECT_THAT(board.divert(another), IsEmpty());
}

TEST(OverflowBoard, EndsLaterThanItBegins) {
  OverflowBoard board = city();
  const struct {
    QueueLoad load;
    Change change;
  } samples[] = {
      {{99, 0s}, Change::none},           {{100, 0s}, Change::began},  {{99, 0s}, Change::none},
      {{75, 0s}, Change::none},           {{74, 45min}, Change::none},  // of its age, now
      {{74, 45min - 1ms}, Change::ended}, {{99, 59min}, Change::none}, {{1, 1h}, Change::began},
      {{0, 0s}, Change::ended},
  };
  for (const auto& sample : samples)
    EXPECT_EQ(board.note("water", sample.load), sample.change)
        << sample.load.depth << " " << sample.load.oldest_age.count();
}

TEST(OverflowBoard, AReloadForgetsNothing) {
  OverflowBoard before = city();
  before.note("water", {100, 0s});
  OverflowBoard after({{"water", {500, {}, "desk"}}, {"parks", {1, {}, "desk"}}});
  after.take_over(before);
  EXPECT_EQ(diverted(after, "water").queue, "desk");
  EXPECT_EQ(diverted(after, "parks").queue, "parks");
  EXPECT_EQ(after.note("water", {100, 0s}), Change::ended);
}

}  // namespace
}  // namespace crosstown
