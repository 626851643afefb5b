// What a message becomes in Redis: a number, an entry and a record; a repeat; the next of a
// conversation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "router/message/tracking.h"
#include "tests/store/lane_fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::batch;
using testing::delivery;
using testing::redis_cli;
using testing::RedisServer;
using testing::Running;
using testing::test_clock;

TEST(LaneMessage, AMessageGetsANumberAnEntryAndARecord) {
  RedisServer redis;
  Running running(redis.settings());
  const Delivery one = running.keep(delivery("SM1"));
  ASSERT_EQ(one.fate, Fate::new_request) << one.error;
  EXPECT_TRUE(parse_tracking(one.tracking)) << one.tracking;

  const std::string entries = redis_cli(redis, "XRANGE 'ct:{0}:queue:public-works:normal' - +");
  EXPECT_THAT(entries, ::testing::HasSubstr(one.tracking));
  EXPECT_THAT(
      entries,
      ::testing::HasSubstr(
          R"({"id":"SM1","subject":")" + one.tracking +
          R"(","data":{"sequence":1,"new_request":true,"routing":{"queue":"public-works","type":"pothole"}}})"));
  const auto lookup = running.run(running.store().request(one.tracking));
  ASSERT_TRUE(lookup.record);
  EXPECT_EQ(lookup.record->status, "received");
  EXPECT_EQ(lookup.record->queue, "public-works");
  EXPECT_EQ(lookup.record->opened, test_clock());
  EXPECT_THAT(redis_cli(redis, "XINFO GROUPS 'ct:{0}:queue:front-desk:urgent'"),
              ::testing::HasSubstr("workers"));
  EXPECT_THAT(redis_cli(redis, "HGETALL 'ct:{0}:stats:2026-11-22'"),
              ::testing::HasSubstr("09|city-sms|public-works|pothole\n1"));
}

TEST(LaneMessage, ARepeatIsToldTheSameNumberAndStoredOnce) {
  RedisServer redis;
  Running running(redis.settings());
  const Delivery first = running.keep(delivery("SM1"));
  const Delivery again = running.keep(delivery("SM1"));
  EXPECT_EQ(again.fate, Fate::duplicate);
  EXPECT_EQ(again.tracking, first.tracking);
  const auto together = running.keep_all(batch(delivery("SM2"), delivery("SM2"), delivery("SM2")));
  EXPECT_EQ(together[1].tracking, together[0].tracking);
  EXPECT_EQ(together[2].tracking, together[0].tracking);
  EXPECT_THAT(redis_cli(redis, "XLEN 'ct:{0}:queue:public-works:normal'"),
              ::testing::StartsWith("2"));
}

TEST(LaneMessage, WhatWasSeenInTheBucketBeforeIsKnown) {
  RedisServer redis;
  Running running(redis.settings());
  const std::int64_t bucket = test_clock().time_since_epoch() / 1s / 3600;
  redis_cli(redis,
            "HSET 'ct:{0}:seen:city-sms:" + std::to_string(bucket - 1) + "' SM1 26-0000077-0");
  redis_cli(redis,
            "HSET 'ct:{0}:seen:city-sms:" + std::to_string(bucket - 2) + "' SM2 26-0000078-9");
  const Delivery known = running.keep(delivery("SM1"));
  EXPECT_EQ(known.fate, Fate::duplicate);
  EXPECT_EQ(known.tracking, "26-0000077-0");
  EXPECT_EQ(running.keep(delivery("SM2")).fate, Fate::new_request) << "two windows ago";
  EXPECT_THAT(redis_cli(redis, "TTL 'ct:{0}:seen:city-sms:" + std::to_string(bucket) + "'"),
              ::testing::StartsWith("7260"));
}

TEST(LaneMessage, AFollowUpJoinsTheRequestAndItsQueue) {
  RedisServer redis;
  Running running(redis.settings());
  const Delivery first = running.keep(delivery("SM1"));
  Delivery elsewhere = delivery("SM2");
  elsewhere.queue = "front-desk";
  const Delivery next = running.keep(std::move(elsewhere));
  EXPECT_EQ(next.fate, Fate::follow_up);
  EXPECT_EQ(next.tracking, first.tracking);
  EXPECT_THAT(redis_cli(redis, "XRANGE 'ct:{0}:queue:public-works:normal' - +"),
              ::testing::HasSubstr("\"sequence\":2,\"new_request\":false"));
  EXPECT_THAT(redis_cli(redis, "LRANGE 'ct:{0}:entries:" + first.tracking + "' 0 -1"),
              ::testing::StartsWith("normal-"));
}

// The clock of these tests stands still, so an old state is written by hand.
TEST(LaneMessage, AConversationLapsesAfterItsWindow) {
  RedisServer redis;
  Running running(redis.settings());
  const std::int64_t now = test_clock().time_since_epoch() / 1s;
  const std::string key = "ct:{0}:conversation:city-sms:" + std::to_string(now / 3600);
  redis_cli(redis, "HSET '" + key + "' old '26-0000077-0 4 public-works " +
                       std::to_string(now - 3601) + "' closed '- 2 public-works " +
                       std::to_string(now) + "' open '26-0000078-9 7 front-desk " +
                       std::to_string(now - 3599) + "'");
  redis_cli(redis,
            "SET 'ct:{0}:request:26-0000078-9' 'received|front-desk|x|normal|city-sms|1|open|1-0'");
  EXPECT_EQ(running.keep(delivery("SM1", "old")).fate, Fate::new_request);
  EXPECT_EQ(running.keep(delivery("SM2", "closed")).fate, Fate::new_request);
  const Delivery joined = running.keep(delivery("SM3", "open"));
  EXPECT_EQ(joined.fate, Fate::follow_up);
  EXPECT_EQ(joined.tracking, "26-0000078-9");
  const std::string entries =
      redis_cli(redis, "--raw XRANGE 'ct:{0}:queue:public-works:normal' - +");
  EXPECT_THAT(entries,
              ::testing::HasSubstr(
                  "\"sequence\":5,\"new_request\":true,\"routing\":{\"queue\":\"public-works\""));
  EXPECT_THAT(entries, ::testing::HasSubstr("\"sequence\":3,\"new_request\":true"));
  EXPECT_THAT(redis_cli(redis, "--raw XRANGE 'ct:{0}:queue:front-desk:normal' - +"),
              ::testing::HasSubstr(
                  "\"sequence\":8,\"new_request\":false,\"routing\":{\"queue\":\"front-desk\""));
}

TEST(LaneMessage, WithoutAResidentEveryMessageIsNew) {
  RedisServer redis;
  Running running(redis.settings());
  const auto all = running.keep_all(batch(delivery("K1", ""), delivery("K2", "")));
  EXPECT_EQ(all[0].fate, Fate::new_request);
  EXPECT_EQ(all[1].fate, Fate::new_request);
  EXPECT_NE(all[0].tracking, all[1].tracking);
}

TEST(LaneMessage, ANumberThatIsTakenIsSkipped) {
  RedisServer redis;
  const std::string taken = to_text(TrackingNumber{26, 1}), next = to_text(TrackingNumber{26, 2});
  redis_cli(redis, "SET 'ct:{0}:request:" + taken + "' 'received|x|y|normal|z|0||'");
  Running running(redis.settings());
  EXPECT_EQ(running.keep(delivery("SM1")).tracking, next);
  EXPECT_EQ(running.keep(delivery("SM2", "c2")).tracking, to_text(TrackingNumber{26, 3}));
}

}  // namespace
}  // namespace crosstown
