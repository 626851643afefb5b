// Replies in Redis: their order, the lease, what is taken when, and what every end leaves behind.
#include "router/outbox/outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "router/message/tracking.h"
#include "router/outbox/backoff.h"
#include "tests/store/queue_fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using ::testing::UnorderedElementsAre;
using Queued = Outbox::Queued;
using Settled = Outbox::Settled;
using testing::lines_of;
using testing::QueueFixture;

std::vector<std::string> ids(const std::vector<TakenReply>& replies) {
  std::vector<std::string> all;
  for (const TakenReply& one : replies) all.push_back(one.id);
  return all;
}

class Replies : public QueueFixture {
 protected:
  Replies() : tracking_(keep(1).front()) { epoch_ = hold(); }

  Outbox& outbox() { return running_->store().outbox(); }
  std::int64_t hold(const std::string& holder = "d1", std::chrono::milliseconds time = 60s) {
    return running_->run(outbox().hold(0, holder, time)).epoch;
  }
  NewReply reply(const std::string& id, const std::string& conversation = "c1",
                 OutboxLane lane = OutboxLane::reply) const {
    NewReply made;
    made.id = id;
    made.tracking = tracking_;
    made.channel = "city-sms";
    made.conversation = conversation;
    made.lane = lane;
    made.to = "+18015550123";
    made.from = "+18015550100";
    made.text = "text of " + id;
    made.language = "en";
    made.by = "desk";
    return made;
  }
  Queued queue(NewReply made) { return running_->run(outbox().queue(std::move(made))); }
  void queue_all(std::initializer_list<const char*> names, const std::string& conversation = "c1") {
    for (const char* name : names) EXPECT_EQ(queue(reply(name, conversation)).id, name);
  }
  static Outbox::ChannelPace pace(std::chrono::milliseconds interval = 1ms, int burst = 1000) {
    return {"city-sms", interval, burst, {}};
  }
  Outbox::Taken take_all(std::size_t limit = 10, Outbox::ChannelPace with = pace()) {
    return running_->run(outbox().take(0, epoch_, limit, {with}));
  }
  std::vector<TakenReply> take(std::size_t limit = 10) { return take_all(limit).replies; }
  Settled sent(const TakenReply& one, const std::string& sid = "SM1") {
    return running_->run(outbox().sent(one, sid));
  }
  Settled later(const TakenReply& one, std::chrono::milliseconds after = 0ms) {
    return running_->run(outbox().later(one, after, "busy"));
  }
  Settled failed(const TakenReply& one, bool opted_out = false) {
    return running_->run(outbox().failed(one, "30003", opted_out));
  }
  Outbox::Reported::State report(const std::string& id, std::string_view state) {
    return running_
        ->run(outbox().report({tracking_, id}, {state, "city-sms", "SM9", "a reason", false}))
        .state;
  }
  // "queued sent delivered"
  std::string thread(const std::string& id) {
    return lua(
        "local out = '' for _, e in ipairs(redis.call('XRANGE', 'ct:{0}:thread:" + tracking_ +
        "', '-', '+')) do local f = {} for n = 1, #e[2], 2 do f[e[2][n]] = e[2][n + 1] end if "
        "f.reply == '" +
        id + "' then out = out .. (out == '' and '' or ' ') .. f.state end end return out");
  }
  std::string state(const std::string& id) { return redis("HGET 'ct:{0}:reply:" + id + "' state"); }

  std::string tracking_;
  std::int64_t epoch_ = 0;
};

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

TEST_F(Replies, WhoOptedOutGetsNothing) {
  queue_all({"a1", "a2"});
  (void)redis("SET 'ct:{0}:optout:c1' 1");
  auto taken = take_all();
  EXPECT_THAT(taken.replies, IsEmpty());
  EXPECT_THAT(ids(taken.opted_out), ElementsAre("a1", "a2"));
  EXPECT_EQ(thread("a1"), "queued failed");
  EXPECT_EQ(length("dead"), "0");  // nobody can mend it
  EXPECT_EQ(queue(reply("a3")).state, Queued::State::opted_out);
}

TEST_F(Replies, AProviderMaySayThatTheResidentOptedOut) {
  queue_all({"a1"});
  EXPECT_EQ(failed(take().front(), true), Settled::done);
  EXPECT_EQ(queue(reply("a2")).state, Queued::State::opted_out);
}

TEST_F(Replies, AnAttemptIsSettledOnce) {
  queue_all({"a1"});
  const auto taken = take();
  EXPECT_EQ(later(taken[0]), Settled::done);
  EXPECT_EQ(sent(taken[0]), Settled::stale);
  const auto second = take();
  EXPECT_EQ(failed(taken[0]), Settled::stale);  // that was about the first
  EXPECT_EQ(sent(second[0]), Settled::done);
  EXPECT_EQ(later(second[0]), Settled::stale);
  TakenReply nobody = second[0];
  nobody.id = "ffff";
  EXPECT_EQ(sent(nobody), Settled::missing);
}

TEST_F(Replies, OneDaemonHoldsTheLease) {
  EXPECT_EQ(hold("d2"), 0);
  EXPECT_EQ(hold("d1"), epoch_);
  queue_all({"a1"});
  EXPECT_EQ(running_->run(outbox().take(0, epoch_ + 1, 10, {pace()})).state,
            Outbox::Taken::State::lost);
  running_->run(outbox().let_go(0, "d2"));
  EXPECT_EQ(hold("d2"), 0);
  running_->run(outbox().let_go(0, "d1"));
  const auto next = hold("d2");
  EXPECT_GT(next, epoch_);
  EXPECT_EQ(take_all().state, Outbox::Taken::State::lost);
}

TEST_F(Replies, TheNextHolderAdoptsWhatIsWithAProvider) {
  queue_all({"a1"});
  queue_all({"b1"}, "c2");
  const auto taken = take();
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_THAT(running_->run(outbox().adopt(0, epoch_, 10)).replies, IsEmpty());
  running_->run(outbox().let_go(0, "d1"));
  const auto next = hold("d2");
  const auto orphans = running_->run(outbox().adopt(0, next, 10)).replies;
  EXPECT_THAT(ids(orphans), UnorderedElementsAre("a1", "b1"));
  EXPECT_THAT(running_->run(outbox().adopt(0, next, 10)).replies, IsEmpty());
  // Who sent it has the provider's answer after all.
  EXPECT_EQ(sent(taken[0]), Settled::done);
  EXPECT_EQ(later(orphans[0].id == taken[0].id ? orphans[0] : orphans[1]), Settled::stale);
}

TEST_F(Replies, ReportsComeInAnyOrderAndAnyNumber) {
  using State = Outbox::Reported::State;
  queue_all({"a1", "a2", "a3"});
  EXPECT_EQ(report("a1", "delivered"), State::known);  // it was never sent
  auto taken = take();
  EXPECT_EQ(report("a1", "delivered"), State::noted);  // before the answer to the call
  EXPECT_EQ(sent(taken[0]), Settled::stale);
  EXPECT_EQ(report("a1", "sent"), State::known);
  EXPECT_EQ(report("a1", "failed"), State::known);
  EXPECT_EQ(thread("a1"), "queued sent delivered");
  taken = take();
  ASSERT_THAT(ids(taken), ElementsAre("a2"));
  EXPECT_EQ(sent(taken[0]), Settled::done);
  EXPECT_EQ(report("a2", "failed"), State::noted);
  EXPECT_EQ(report("a2", "delivered"), State::known);
  EXPECT_EQ(thread("a2"), "queued sent failed");
  EXPECT_EQ(length("dead"), "1");
  // Believed not sent, and reported all the same: it is not sent again.
  taken = take();
  EXPECT_EQ(later(taken[0]), Settled::done);
  EXPECT_EQ(report("a3", "sent"), State::noted);
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(running_->run(outbox().report({tracking_, "ffff"}, {"sent", "city-sms", "", "", false}))
                .state,
            State::missing);
  EXPECT_EQ(
      running_->run(outbox().report({"26-0009999-9", "a1"}, {"sent", "city-sms", "", "", false}))
          .state,
      State::missing);
}

TEST_F(Replies, AReportOfAnotherChannelIsAboutNothing) {
  queue_all({"a1"});
  sent(take().front());
  EXPECT_EQ(running_->run(outbox().report({tracking_, "a1"}, {"delivered", "kiosk", "", "", false}))
                .state,
            Outbox::Reported::State::missing);
  EXPECT_EQ(state("a1"), "sent");
}

TEST_F(Replies, TheProvidersIdsOfEarlierRepliesAreTold) {
  queue_all({"a1", "a2"});
  sent(take().front(), "SM1");
  const auto second = take();
  EXPECT_THAT(second[0].known, ElementsAre("SM1"));
  sent(second[0], "SM2");
  queue_all({"a3"});
  EXPECT_THAT(take()[0].known, ElementsAre("SM2", "SM1"));
}

TEST_F(Replies, AFailedOneIsADeadLetterAndCanBeReplayedOrDropped) {
  queue_all({"a1", "a2"});
  EXPECT_EQ(failed(take().front()), Settled::done);
  auto unknown = take();
  EXPECT_EQ(running_->run(outbox().unknown(unknown[0], "nobody knows")), Settled::done);
  EXPECT_EQ(thread("a2"), "queued unknown");
  DeadLetters& dead = running_->store().dead_letters();
  auto letters = running_->run(dead.list(std::nullopt, 10));
  ASSERT_TRUE(letters);
  ASSERT_EQ(letters->size(), 2u);
  EXPECT_EQ((*letters)[0].type, "reply");
  EXPECT_EQ((*letters)[0].reason, "30003");
  EXPECT_EQ((*letters)[0].tracking, tracking_);
  EXPECT_EQ(running_->run(dead.replay((*letters)[0].id, "")).outcome, DeadLetters::Outcome::done);
  EXPECT_EQ(running_->run(dead.drop((*letters)[1].id)).outcome, DeadLetters::Outcome::done);
  EXPECT_EQ(length("dead"), "0");
  const auto again = take();
  ASSERT_THAT(ids(again), ElementsAre("a1"));
  EXPECT_EQ(again[0].attempt, 2);
  EXPECT_EQ(again[0].tries, 1);
  EXPECT_EQ(sent(again[0]), Settled::done);
  EXPECT_EQ(thread("a1"), "queued failed queued sent");
}

TEST_F(Replies, TheOriginIsTheNewestMessageThatCanBeRead) {
  const auto found = running_->run(outbox().origin(tracking_));
  EXPECT_EQ(found.state, Outbox::Origin::State::found);
  EXPECT_EQ(found.channel, "city-sms");
  EXPECT_EQ(found.conversation, "cSM0");
  EXPECT_THAT(found.event, HasSubstr(R"("id":"SM0")"));
  running_->keep(testing::delivery("SM0b", "cSM0"));
  EXPECT_THAT(running_->run(outbox().origin(tracking_)).event, HasSubstr(R"("id":"SM0b")"));
  const auto entries = QueueFixture::take();
  (void)redis(std::string("XDEL '") + stream + "' " + entries.back());
  EXPECT_THAT(running_->run(outbox().origin(tracking_)).event, HasSubstr(R"("id":"SM0")"));
  (void)redis(std::string("XDEL '") + stream + "' " + entries.front());
  EXPECT_EQ(running_->run(outbox().origin(tracking_)).event, "");
  (void)redis("SET 'ct:{0}:alias:26-9999999-9' " + tracking_);
  EXPECT_EQ(running_->run(outbox().origin("26-9999999-9")).tracking, tracking_);
  EXPECT_EQ(running_->run(outbox().origin("26-8888888-8")).state, Outbox::Origin::State::missing);
}

// A ledger: whatever happens to daemons, each reply is settled, one of a resident at a time, in
// order, and no attempt is given to two.
TEST_F(Replies, NothingIsLostAndNothingGoesTwiceWhateverDies) {
  constexpr int residents = 20, each = 20;
  std::mt19937 luck(7);
  for (int n = 0; n < each; ++n)
    for (int r = 0; r < residents; ++r) {
      const std::string id = fmt::format("{:02x}{:02x}", r, n);
      ASSERT_EQ(queue(reply(id, "c" + std::to_string(r))).id, id);
    }
  std::map<std::string, std::vector<std::string>> went;  // by conversation
  std::set<std::string> with_provider;                   // what it took: it can be asked
  std::vector<TakenReply> under_way;
  const auto deliver = [&](const TakenReply& one) {
    EXPECT_TRUE(with_provider.insert(one.id).second) << one.id << " went twice";
    went[one.conversation].push_back(one.id);
  };
  int daemon = 1;
  for (int step = 0; step < 20'000 && with_provider.size() < residents * each; ++step) {
    for (TakenReply& one : take(8)) under_way.push_back(std::move(one));
    while (!under_way.empty()) {
      const TakenReply one = std::move(under_way.back());
      under_way.pop_back();
      switch (luck() % 8) {
        case 0: EXPECT_EQ(later(one), Settled::done); break;
        case 1:  // it dies before the call
        case 2:  // or behind it
          if (luck() % 2) deliver(one);
          running_->run(outbox().let_go(0, "d" + std::to_string(daemon)));
          epoch_ = hold("d" + std::to_string(++daemon));
          for (const TakenReply& orphan : running_->run(outbox().adopt(0, epoch_, 100)).replies)
            with_provider.contains(orphan.id) ? sent(orphan) : later(orphan);
          under_way.clear();
          break;
        default: deliver(one); EXPECT_EQ(sent(one), Settled::done);
      }
    }
  }
  EXPECT_EQ(with_provider.size(), static_cast<std::size_t>(residents * each));
  for (const auto& [conversation, order] : went)
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end())) << conversation;
  EXPECT_EQ(redis("ZCARD 'ct:{0}:sending'"), "0");
  EXPECT_EQ(redis("HLEN 'ct:{0}:flights'"), "0");
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
