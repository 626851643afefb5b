#include "router/limits/rate_limiter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using Clock = RateLimiter::Clock;

constexpr Clock::time_point start{10h};
constexpr Rate three_then_one_a_second{3, 1000ms};

int allowed(RateLimiter& limiter, const std::string& key, Clock::time_point now, int times) {
  int count = 0;
  for (int i = 0; i < times; ++i) count += limiter.allow(key, three_then_one_a_second, now) ? 1 : 0;
  return count;
}

TEST(RateLimiter, ABurstThenOneAnInterval) {
  RateLimiter limiter(100);
  EXPECT_EQ(allowed(limiter, "a", start, 10), 3);
  EXPECT_EQ(allowed(limiter, "a", start + 999ms, 1), 0);
  EXPECT_EQ(allowed(limiter, "a", start + 1000ms, 10), 1);
  EXPECT_EQ(allowed(limiter, "a", start + 3s, 10), 2);
  EXPECT_EQ(allowed(limiter, "a", start + 1h, 10), 3) << "more than a burst is never saved up";
}

TEST(RateLimiter, AskingInVainCostsNothing) {
  RateLimiter limiter(100);
  for (int ms = 0; ms < 5000; ms += 10) (void)allowed(limiter, "a", start + ms * 1ms, 1);
  EXPECT_EQ(allowed(limiter, "a", start + 6s, 1), 1);
}

TEST(RateLimiter, LookingDoesNotCount) {
  RateLimiter limiter(100);
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(limiter.would_allow("a", three_then_one_a_second, start));
  EXPECT_EQ(allowed(limiter, "a", start, 10), 3);
  EXPECT_FALSE(limiter.would_allow("a", three_then_one_a_second, start));
}

TEST(RateLimiter, KeysDoNotCareForEachOther) {
  RateLimiter limiter(1000);
  for (int i = 0; i < 500; ++i)
    EXPECT_EQ(allowed(limiter, "resident " + std::to_string(i), start, 5), 3) << i;
  EXPECT_EQ(allowed(limiter, "resident 7", start, 1), 0);
}

TEST(RateLimiter, WithoutABurstThereIsNoLimit) {
  RateLimiter limiter(10);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limiter.allow("a", Rate{0, 1h}, start));
}

// A crowd of a million others, each once: who floods stays known, since its cell is the last to go.
TEST(RateLimiter, AFloodIsRememberedInACrowd) {
  RateLimiter limiter(1024);
  (void)allowed(limiter, "flood", start, 10);
  for (int i = 0; i < 1'000'000; ++i)
    (void)limiter.allow(std::to_string(i), Rate{3, 10ms}, start + 1ms);
  EXPECT_EQ(allowed(limiter, "flood", start + 2ms, 1), 0);
}

TEST(RateLimiter, ThreadsTogetherGetNoMoreThanTheBurst) {
  RateLimiter limiter(1024);
  const Rate hundred{100, 1h};
  std::atomic<int> count{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) count += limiter.allow("a", hundred, start) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count, 100);
}

}  // namespace
}  // namespace crosstown
