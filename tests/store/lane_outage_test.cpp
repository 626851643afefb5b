// Redis is away for a while, or comes back without what was loaded into it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/store/lane_fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::delivery;
using testing::redis_cli;
using testing::RedisServer;
using testing::Running;

TEST(LaneOutage, WhileRedisStandsStillTheSenderIsToldInTime) {
  RedisServer redis;
  Running running(redis.settings());
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  redis.stop(SIGKILL);
  const Delivery late = running.keep(delivery("SM1", "c1", 200ms));
  EXPECT_EQ(late.fate, Fate::unavailable);
  EXPECT_FALSE(running.store().health().up);
  redis.start();
  const Delivery kept = running.keep(delivery("SM1", "c1"));
  EXPECT_THAT(kept.fate, ::testing::AnyOf(Fate::new_request, Fate::duplicate)) << kept.error;
  EXPECT_THAT(redis_cli(redis, "XLEN 'ct:{0}:queue:public-works:normal'"),
              ::testing::StartsWith("2"));
}

TEST(LaneOutage, WaitsOutAShortAbsence) {
  RedisServer redis;
  Running running(redis.settings());
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  redis.stop(SIGKILL);
  std::thread back([&] { redis.start(); });
  const Delivery kept = running.keep(delivery("SM1", "c1", 20s));
  back.join();
  EXPECT_EQ(kept.fate, Fate::new_request) << kept.error;
}

TEST(LaneOutage, ALibraryThatVanishedIsLoadedAgain) {
  RedisServer redis;
  Running running(redis.settings());
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  redis_cli(redis, "FUNCTION FLUSH");
  EXPECT_EQ(running.keep(delivery("SM1", "c1")).fate, Fate::new_request);
}

}  // namespace
}  // namespace crosstown
