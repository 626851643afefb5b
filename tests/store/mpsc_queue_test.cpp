#include "router/lane/mpsc_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace crosstown {
namespace {

TEST(MpscQueue, KeepsOrderAndSaysWhenItIsFull) {
  MpscQueue<int> queue(4);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(queue.try_push(i));
  int extra = 4, out = -1;
  EXPECT_FALSE(queue.try_push(extra));
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(queue.try_pop(out));
    EXPECT_EQ(out, i);
  }
  EXPECT_FALSE(queue.try_pop(out));
  EXPECT_TRUE(queue.try_push(extra)) << "room again after a pop";
}

TEST(MpscQueue, RoundsItsCapacityUp) {
  EXPECT_EQ(MpscQueue<int>(5).capacity(), 8u);
  EXPECT_EQ(MpscQueue<int>(0).capacity(), 2u);
}

TEST(MpscQueue, AFailedPushLeavesTheValueWithItsOwner) {
  MpscQueue<std::unique_ptr<int>> queue(2);
  auto a = std::make_unique<int>(1), b = std::make_unique<int>(2), c = std::make_unique<int>(3);
  ASSERT_TRUE(queue.try_push(a));
  ASSERT_TRUE(queue.try_push(b));
  EXPECT_FALSE(queue.try_push(c));
  EXPECT_NE(c, nullptr);
}

// Several producers against one consumer, a queue much smaller than the traffic: nothing is lost,
// nothing doubled, each producer's own order kept. ThreadSanitizer runs this one, too.
TEST(MpscQueue, ManyProducersLoseNothing) {
  constexpr int producers = 4, each = 50'000;
  MpscQueue<int> queue(64);
  std::vector<std::thread> threads;
  for (int p = 0; p < producers; ++p) {
    threads.emplace_back([&queue, p] {
      for (int i = 0; i < each; ++i) {
        int value = p * each + i;
        while (!queue.try_push(value)) std::this_thread::yield();
      }
    });
  }
  std::vector<int> next(producers, 0);
  for (int seen = 0; seen < producers * each;) {
    int value = 0;
    if (!queue.try_pop(value)) {
      std::this_thread::yield();
      continue;
    }
    const auto p = static_cast<std::size_t>(value / each);
    ASSERT_EQ(value % each, next[p]++);
    ++seen;
  }
  for (std::thread& thread : threads) thread.join();
  int out = 0;
  EXPECT_FALSE(queue.try_pop(out));
}

}  // namespace
}  // namespace crosstown
