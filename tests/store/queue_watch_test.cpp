// How much waits in a queue, asked of a real Redis, and what comes of it.
#include "router/store/queue_watch.h"

#include "tests/store/queue_fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;

class QueueWatching : public testing::QueueFixture {
 protected:
  // Where a message for public-works goes after one more look.
  std::string goes_to(const Overflow& overflow) {
    if (!board_) {
      board_ = std::make_shared<OverflowBoard>(Overflows{{"public-works", overflow}});
      running_->store().queue_watch().watch(board_);
    }
    running_->run(running_->store().queue_watch().round());
    Routing routing;
    routing.queue = "public-works";
    board_->divert(routing);
    return routing.queue;
  }

  std::shared_ptr<OverflowBoard> board_;
};

TEST_F(QueueWatching, ByDepthUntilWorkersHaveTakenEnough) {
  const Overflow four{4, {}, "front-desk"};
  EXPECT_EQ(goes_to(four), "public-works");
  keep(3);
  EXPECT_EQ(goes_to(four), "public-works");
  keep(1, "next");
  EXPECT_EQ(goes_to(four), "front-desk");
  take(1);
  EXPECT_EQ(goes_to(four), "front-desk") << "three are three quarters of four";
  take(1);
  EXPECT_EQ(goes_to(four), "public-works");
}

TEST_F(QueueWatching, WhatWorkersHoldOrHaveDoneDoesNotWait) {
  const Overflow two{2, {}, "front-desk"};
  keep(4);
  const auto ids = take(3);
  ack({ids[0], ids[1]});
  EXPECT_EQ(length("queue:public-works:normal"), "4");
  EXPECT_EQ(goes_to(two), "public-works");
}

TEST_F(QueueWatching, AllPrioritiesTogether) {
  const Overflow two{2, {}, "front-desk"};
  keep(1);
  (void)redis("XADD 'ct:{0}:queue:public-works:low' '*' event x");
  EXPECT_EQ(goes_to(two), "front-desk");
}

TEST_F(QueueWatching, ByAge) {
  const Overflow old{{}, 1h, "front-desk"};
  (void)redis("XADD 'ct:{0}:queue:public-works:urgent' 1-1 event x");  // of January 1970
  EXPECT_EQ(goes_to(old), "front-desk");
  (void)lua(
      "return redis.call('XREADGROUP', 'GROUP', 'workers', 'w1', 'STREAMS', "
      "'ct:{0}:queue:public-works:urgent', '>')");
  keep(5);
  EXPECT_EQ(goes_to(old), "public-works");
}

// Where something was deleted before it was read, Redis has no number for what waits.
TEST_F(QueueWatching, CountsWhereRedisDoesNotKnow) {
  const Overflow three{3, {}, "front-desk"};
  keep(4);
  (void)lua(
      "local all = redis.call('XRANGE', 'ct:{0}:queue:public-works:normal', '-', '+') return "
      "redis.call('XDEL', 'ct:{0}:queue:public-works:normal', all[2][1])");
  ASSERT_THAT(redis("XINFO GROUPS 'ct:{0}:queue:public-works:normal'"),
              ::testing::EndsWith("lag\n"));
  EXPECT_EQ(goes_to(three), "front-desk");
  take(1);
  EXPECT_EQ(goes_to(three), "public-works");
}

TEST_F(QueueWatching, AQueueOfWhichThereIsNothing) {
  (void)redis("DEL 'ct:{0}:queue:public-works:urgent' 'ct:{0}:queue:public-works:normal'");
  EXPECT_EQ(goes_to({1, 1min, "front-desk"}), "public-works");
}

}  // namespace
}  // namespace crosstown
