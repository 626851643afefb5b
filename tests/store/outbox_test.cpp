// Replies in Redis: their order, and what is taken when.
#include "router/outbox/outbox.h"

#include <map>

#include "router/message/tracking.h"
#include "router/outbox/backoff.h"
#include "tests/store/outbox_fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::ids;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using testing::lines_of;
using ::testing::UnorderedElementsAre;

class Replies : public testing::OutboxFixture {};

TEST_F(Replies, AReplyIsQueuedTakenAndSent) {
  EXPECT_EQ(queue(reply("a1")).state, Queued::State::queued);
  const auto taken = take();
  ASSERT_THAT(ids(taken), ElementsAre("a1"));
  const TakenReply& one = taken.front();
  EXPECT_EQ(one.tracking, tracking_);
  EXPECT_EQ(one.channel, "city-sms");
  EXPECT_EQ(one.to, "+18015550123");
  EXPECT_EQ(one.from, "+18015550100");
  EXPECT_EQ(one.text, "text of a1");
  EXPECT_EQ(one.language, "en");
  EXPECT_EQ(one.lane, OutboxLane::reply);
  EXPECT_EQ(one.attempt, 1);
  EXPECT_EQ(state("a1"), "sending");
  EXPECT_EQ(sent(one), Settled::done);
  EXPECT_EQ(state("a1"), "sent");
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(thread("a1"), "queued sent");
  EXPECT_EQ(report("a1", "delivered"), Outbox::Reported::State::noted);
  EXPECT_EQ(thread("a1"), "queued sent delivered");
}

TEST_F(Replies, TheSameKeyMakesOneReply) {
  NewReply first = reply("a1");
  first.once = "key";
  NewReply second = reply("a2");
  second.once = "key";
  EXPECT_EQ(queue(first).id, "a1");
  const Queued again = queue(second);
  EXPECT_EQ(again.state, Queued::State::known);
  EXPECT_EQ(again.id, "a1");
  EXPECT_THAT(ids(take()), ElementsAre("a1"));
}

TEST_F(Replies, OneOfAResidentIsUnderWayAndTheNextFollowsInOrder) {
  queue_all({"a1", "a2", "a3"});
  queue_all({"b1"}, "c2");
  auto taken = take();
  EXPECT_THAT(ids(taken), UnorderedElementsAre("a1", "b1"));
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(sent(taken[0].id == "a1" ? taken[0] : taken[1]), Settled::done);
  taken = take();
  EXPECT_THAT(ids(taken), ElementsAre("a2"));
  // What is tried again later holds up what follows.
  EXPECT_EQ(later(taken[0], 1h), Settled::done);
  EXPECT_THAT(take(), IsEmpty());
  (void)redis("HSET 'ct:{0}:reply:a2' due 0");
  (void)redis("ZADD 'ct:{0}:later' 0 a2");
  taken = take();
  EXPECT_THAT(ids(taken), ElementsAre("a2"));
  EXPECT_EQ(taken[0].attempt, 2);
  EXPECT_EQ(failed(taken[0]), Settled::done);
  EXPECT_THAT(ids(take()), ElementsAre("a3"));
}

TEST_F(Replies, AnEmergencyGoesBeforeWhatWaitsButNotBeforeWhatIsUnderWay) {
  queue_all({"a1", "a2"});
  auto taken = take();
  queue(reply("e1", "c1", OutboxLane::emergency));
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(later(taken[0], 1h), Settled::done);
  taken = take();
  ASSERT_THAT(ids(taken), ElementsAre("e1"));
  EXPECT_EQ(sent(taken[0]), Settled::done);
  EXPECT_THAT(take(), IsEmpty());  // a1 waits for its time, a2 for a1
  EXPECT_EQ(state("a1"), "queued");
}

TEST_F(Replies, LanesGoByWeightAndNoneStarves) {
  std::vector<std::string> order;
  for (int i = 0; i < 200; ++i) {
    const std::string n = std::to_string(i);
    queue(reply("f" + n, "cn" + n, OutboxLane::notice));
    queue(reply("b" + n, "cr" + n));
    queue(reply("d" + n, "ch" + n, OutboxLane::housekeeping));
  }
  std::map<char, int> early;
  for (int round = 0; round < 10; ++round)
    for (const TakenReply& one : take(20)) ++early[one.id[0]];
  EXPECT_GT(early['b'], 120);
  EXPECT_GT(early['f'], 20);
  EXPECT_GT(early['d'], 5);
  for (int i = 0; i < 5; ++i)
    queue(reply("e" + std::to_string(i), "ce" + std::to_string(i), OutboxLane::emergency));
  const auto taken = ids(take(5));
  EXPECT_THAT(taken, IsSubsetOf({"e0", "e1", "e2", "e3", "e4"}));
  EXPECT_EQ(taken.size(), 5u);
  // Also one at a time.
  std::map<char, int> single;
  for (int round = 0; round < 64; ++round)
    for (const TakenReply& one : take(1)) ++single[one.id[0]];
  EXPECT_GE(single['f'], 3);
  EXPECT_GE(single['d'], 3);
}

TEST_F(Replies, AChannelsRateIsKeptAndWhatWaitsIsPlanned) {
  for (int i = 0; i < 6; ++i) queue(reply("a" + std::to_string(i), "c" + std::to_string(i)));
  const auto slow = pace(1h, 2);
  auto first = take_all(10, slow);
  EXPECT_EQ(first.replies.size(), 2u);
  ASSERT_TRUE(first.next);
  EXPECT_GT(*first.next, 55min);
  EXPECT_EQ(redis("ZCARD 'ct:{0}:later'"), "4");
  // Two are an hour apart, so that nobody looks at all of them again and again.
  const auto scores =
      lines_of(lua("local s = {} for n, v in ipairs(redis.call('ZRANGE', 'ct:{0}:later', "
                   "0, -1, 'WITHSCORES')) do if n % 2 == 0 then s[#s + 1] = v end end "
                   "return s"));
  ASSERT_EQ(scores.size(), 4u);
  for (std::size_t i = 1; i < scores.size(); ++i)
    EXPECT_NEAR(std::stod(scores[i]) - std::stod(scores[i - 1]), 3'600'000, 10);
  EXPECT_THAT(take_all(10, slow).replies, IsEmpty());
}

TEST_F(Replies, AReplyThatComesLaterIsNotBehindNoticesThatWaitForTheRate) {
  for (int i = 0; i < 5; ++i)
    queue(reply("f" + std::to_string(i), "c" + std::to_string(i), OutboxLane::notice));
  EXPECT_EQ(take_all(10, pace(1h, 1)).replies.size(), 1u);
  queue(reply("a1", "cx"));
  EXPECT_THAT(take_all(10, pace(1h, 1)).replies, IsEmpty());
  // An hour later: everything that is planned by then is looked at, and the reply first.
  (void)redis("HSET 'ct:{0}:rate:city-sms' at 0");
  (void)lua(
      "for _, id in ipairs(redis.call('ZRANGE', 'ct:{0}:later', 0, -1)) do redis.call('ZADD', "
      "'ct:{0}:later', 0, id) end return 1");
  EXPECT_THAT(ids(take_all(10, pace(1h, 1)).replies), ElementsAre("a1"));
}

TEST_F(Replies, AChannelThatIsNotThereOrPausesWaits) {
  queue_all({"a1"});
  auto paused = pace();
  paused.not_before = Time(std::chrono::duration_cast<std::chrono::milliseconds>(
      (std::chrono::system_clock::now() + 1h).time_since_epoch()));
  auto taken = take_all(10, paused);
  EXPECT_THAT(taken.replies, IsEmpty());
  EXPECT_GT(*taken.next, 50min);
  queue_all({"b1"}, "c2");
  taken = running_->run(outbox().take(0, epoch_, 10, {}));
  EXPECT_THAT(taken.replies, IsEmpty());
  EXPECT_EQ(state("b1"), "queued");
}
TEST(ReplyHandles, WhatReportsNameIsRead) {
  const std::string handle = reply_handle("26-0001234-9", "0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11");
  const auto number = parse_tracking("26-0001234-9");
  const auto name = parse_reply_handle(handle);
  ASSERT_EQ(name.has_value(), number.has_value());
  for (const char* wrong : {"", ".", "26-0001234-9", "26-0001234-9.", "26-0001234-8.0198", "x.0198",
                            "26-0001234-9.01:98", "26-0001234-9.{0}"})
    EXPECT_FALSE(parse_reply_handle(wrong)) << wrong;
}

TEST(Backoff, ItGrowsToABoundAndIsSpread) {
  EXPECT_EQ(retry_pause(1, 0.5), 2s);
  EXPECT_EQ(retry_pause(2, 0.5), 4s);
  EXPECT_EQ(retry_pause(5, 0.5), 32s);
  EXPECT_EQ(retry_pause(100, 0.5), 10min);
  EXPECT_EQ(retry_pause(0, 0.5), 2s);
  EXPECT_EQ(retry_pause(1, 0), 1500ms);
  EXPECT_EQ(retry_pause(1, 1), 2500ms);
}

}  // namespace
}  // namespace crosstown
