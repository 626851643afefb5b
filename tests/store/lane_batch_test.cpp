// Many messages at once: one batch, several threads, more than there is room for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>

#include "tests/store/lane_fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::batch;
using testing::delivery;
using testing::redis_cli;
using testing::RedisServer;
using testing::Running;

TEST(LaneBatch, TheFirstAndASecondMessageInOneBatch) {
  RedisServer redis;
  Running running(redis.settings());
  const auto all = running.keep_all(
      batch(delivery("SM1"), delivery("SM2"), delivery("SM3", "c2"), delivery("SM1")));
  EXPECT_EQ(all[0].fate, Fate::new_request);
  EXPECT_EQ(all[1].fate, Fate::follow_up);
  EXPECT_EQ(all[1].tracking, all[0].tracking);
  EXPECT_EQ(all[2].fate, Fate::new_request);
  EXPECT_EQ(all[3].fate, Fate::duplicate);
  EXPECT_EQ(all[3].tracking, all[0].tracking);
  EXPECT_THAT(
      redis_cli(redis, "XRANGE 'ct:{0}:queue:public-works:normal' - +"),
      ::testing::HasSubstr(
          R"({"id":"SM2","subject":")" + all[0].tracking +
          R"(","data":{"sequence":2,"new_request":false,"routing":{"queue":"public-works","type")"));
}

TEST(LaneBatch, ABatchKeepsItsOrderAndEveryNumberIsGivenOnce) {
  RedisServer redis;
  Running running(redis.settings());
  std::vector<Delivery> all;
  for (int i = 0; i < 500; ++i)
    all.push_back(delivery("SM" + std::to_string(i), "c" + std::to_string(i)));
  std::set<std::string> numbers;
  for (const Delivery& one : running.keep_all(std::move(all))) {
    ASSERT_EQ(one.fate, Fate::new_request) << one.error;
    numbers.insert(one.tracking);
  }
  EXPECT_EQ(numbers.size(), 500u);
  const std::string ids = redis_cli(
      redis, "--raw XRANGE 'ct:{0}:queue:public-works:normal' - + | grep -o '\"id\":\"SM[0-9]*'");
  std::string expected;
  for (int i = 0; i < 500; ++i) expected += "\"id\":\"SM" + std::to_string(i) + "\n";
  EXPECT_EQ(ids, expected);
}

TEST(LaneBatch, OneBadMessageDoesNotFailItsBatch) {
  RedisServer redis;
  Running running(redis.settings());
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  redis_cli(redis, "SET 'ct:{0}:queue:broken:normal' text");
  Delivery bad = delivery("SM2", "c2");
  bad.queue = "broken";
  auto all = running.keep_all(batch(delivery("SM1", "c1"), std::move(bad), delivery("SM3", "c3")));
  EXPECT_EQ(all[0].fate, Fate::new_request);
  EXPECT_EQ(all[1].fate, Fate::failed);
  EXPECT_THAT(all[1].error, ::testing::HasSubstr("WRONGTYPE"));
  EXPECT_EQ(all[2].fate, Fate::new_request);
  // What failed left no mark: sent again after the repair, it is accepted.
  redis_cli(redis, "DEL 'ct:{0}:queue:broken:normal'");
  Delivery again = delivery("SM2", "c2");
  again.queue = "broken";
  EXPECT_EQ(running.keep(std::move(again)).fate, Fate::new_request);
}

TEST(LaneBatch, ThreadsShareALane) {
  RedisServer redis;
  Running running(redis.settings(), 3);
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::set<std::string> numbers;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      std::vector<Delivery> all;
      for (int i = 0; i < 200; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        all.push_back(delivery("SM" + id, "c" + id));
      }
      const auto kept = running.keep_all(std::move(all), t);
      const std::scoped_lock lock(mutex);
      for (const Delivery& one : kept) {
        EXPECT_EQ(one.fate, Fate::new_request) << one.error;
        numbers.insert(one.tracking);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(numbers.size(), 600u);
}

TEST(LaneBatch, AFullLanePushesBackAtOnce) {
  RedisServer redis;
  Running running(redis.settings(), 1, 2);
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  redis.pause();
  const auto began = std::chrono::steady_clock::now();
  std::vector<Delivery> all;
  for (int i = 1; i <= 20; ++i)
    all.push_back(delivery("SM" + std::to_string(i), "c" + std::to_string(i), 300ms));
  int overloaded = 0;
  const auto told = running.keep_all(std::move(all));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 3s)
      << "a stalled Redis must not hold senders past their time";
  redis.resume();
  for (const Delivery& one : told) overloaded += one.fate == Fate::overloaded;
  EXPECT_GT(overloaded, 0);
}

}  // namespace
}  // namespace crosstown
