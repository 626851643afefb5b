// Leases of requests: what they take, what fences them, where their messages go, and that the books
// balance all the while.
#include "router/store/work.h"

#include <future>
#include <thread>

#include "router/message/tracking.h"
#include "tests/store/queue_fixture.h"
#include "tests/store/real_message.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message;
using testing::QueueFixture;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Outcome = Work::Outcome;

class Leases : public QueueFixture {
 protected:
  Work& work() { return running_->store().work(); }
  Work::Leased lease(const std::string& holder = "ann", std::chrono::milliseconds time = 60s,
                     std::size_t queue = 0) {
    return running_->run(work().lease(queues_[queue], holder, time, 0ms));
  }
  Work::Settled ack(const Lease& lease, const std::string& holder = "ann",
                    const std::string& seen = {}) {
    return running_->run(work().ack(lease.id, holder, seen));
  }
  std::vector<std::string> keep_two() {
    return {running_->keep(message("SM0", "c0")).tracking,
            running_->keep(message("SM1", "c1")).tracking};
  }
  Work::Settled transfer(const std::string& tracking, const std::string& epoch,
                         const std::string& queue) {
    Work::Transfer wish;
    wish.tracking = tracking;
    wish.epoch = epoch;
    wish.holder = epoch.empty() ? "" : "ann";
    wish.queue = queue;
    wish.reason = "theirs";
    wish.day = "2026-11-22";
    wish.by = "ann";
    return running_->run(work().transfer(std::move(wish)));
  }
  static std::vector<std::string> ids_of(const std::vector<HeldMessage>& messages) {
    std::vector<std::string> ids;
    for (const HeldMessage& one : messages) {
      const auto at = one.event.find("\"id\":\"") + 6;  // as the message's provider id
      ids.push_back(one.event.substr(at, one.event.find('"', at) - at));
    }
    return ids;
  }
  std::string status(const std::string& tracking) {
    return running_->run(running_->store().request(tracking)).record->status;
  }
  // As if the lease had been over for a while.
  void let_lease_pass(const std::string& tracking) const {
    ASSERT_EQ(redis("ZADD 'ct:{0}:leases' XX CH 1 " + tracking), "1");
  }
  void expect_books_balance() {
    AuditWish wish;
    wish.days = {"2026-11-22"};
    wish.queues = {"public-works", "front-desk"};
    wish.channels = {{"city-sms", 3600s}};
    const auto result = running_->run(running_->store().auditor().audit(wish));
    EXPECT_TRUE(result.report.balanced());
    for (const auto& one : result.report.differences)
      ADD_FAILURE() << one.tracking << ' ' << one.provider_id << ' ' << one.problem;
  }
};

TEST_F(Leases, TakeAllThatWaitsOfTheOldestRequest) {
  const auto first = running_->keep(message("SM1", "c1"));
  (void)running_->keep(message("SM2", "c2"));
  (void)running_->keep(message("SM3", "c1"));
  const auto leased = lease();
  ASSERT_EQ(leased.outcome, Outcome::done);
  EXPECT_EQ(leased.lease.request.tracking, first.tracking);
  EXPECT_THAT(ids_of(leased.lease.messages), ElementsAre("SM1", "SM3"));
  EXPECT_EQ(length("queue:public-works:normal"), "1") << "no other worker meets them";
  EXPECT_THAT(redis(std::string("XPENDING '") + stream + "' workers"), StartsWith("0"));
  EXPECT_EQ(status(first.tracking), "taken");
  EXPECT_EQ(place(first.tracking), "thread:" + leased.lease.messages[0].id);
  EXPECT_THAT(later_places(first.tracking), ElementsAre("thread:" + leased.lease.messages[1].id));
  expect_books_balance();
}

TEST_F(Leases, ComeUrgentFirst) {
  (void)running_->keep(message("SM1", "c1"));
  Delivery urgent = message("SM2", "c2");
  urgent.priority = "urgent";
  Delivery low = message("SM3", "c3");
  low.priority = "low";
  (void)running_->keep(std::move(low));
  (void)running_->keep(std::move(urgent));
  std::vector<std::string> order;
  for (int i = 0; i < 3; ++i) order.push_back(ids_of(lease().lease.messages).at(0));
  EXPECT_THAT(order, ElementsAre("SM2", "SM1", "SM3"));
  EXPECT_EQ(lease().outcome, Outcome::none);
}

TEST_F(Leases, WhatFollowsGoesToTheHolder) {
  const auto first = running_->keep(message("SM1", "c1"));
  const auto leased = lease();
  const auto second = running_->keep(message("SM2", "c1"));
  EXPECT_EQ(second.fate, Fate::follow_up);
  EXPECT_EQ(lease("bob").outcome, Outcome::none);
  EXPECT_EQ(length("queue:public-works:normal"), "0");
  const auto more = ack(leased.lease);
  EXPECT_EQ(more.outcome, Outcome::more) << "nothing is finished that nobody saw";
  EXPECT_THAT(ids_of(more.messages), ElementsAre("SM2"));
  EXPECT_EQ(status(first.tracking), "taken");
  EXPECT_EQ(ack(leased.lease).outcome, Outcome::done);
  EXPECT_EQ(status(first.tracking), "in-progress");
  const auto third = running_->keep(message("SM3", "c1"));
  EXPECT_THAT(ids_of(lease("bob").lease.messages), ElementsAre("SM3"));
  EXPECT_EQ(status(third.tracking), "in-progress");
  expect_books_balance();
}

TEST_F(Leases, AnAckOfWhatWasSeenFinishesThatMuch) {
  (void)running_->keep(message("SM1", "c1"));
  const auto leased = lease();
  (void)running_->keep(message("SM2", "c1"));
  const auto extended = running_->run(work().extend(leased.lease.id, "ann", 60s));
  EXPECT_THAT(ids_of(extended.messages), ElementsAre("SM2"));
  EXPECT_GT(extended.until, leased.lease.until);
  // The answer got lost: the worker knows of the first alone.
  EXPECT_EQ(ack(leased.lease, "ann", leased.lease.messages[0].id).outcome, Outcome::more);
  // And releases: only what was not finished comes back.
  EXPECT_EQ(running_->run(work().release(leased.lease.id, "ann")).outcome, Outcome::done);
  EXPECT_THAT(ids_of(lease().lease.messages), ElementsAre("SM2"));
}

TEST_F(Leases, WhoIsLateIsRefused) {
  const auto first = running_->keep(message("SM1", "c1"));
  const auto late = lease("ann");
  let_lease_pass(first.tracking);
  care();
  EXPECT_EQ(status(first.tracking), "received");
  const auto now = lease("bob");
  ASSERT_EQ(now.outcome, Outcome::done);
  EXPECT_EQ(now.lease.messages[0].deliveries, "1");
  EXPECT_EQ(ack(late.lease).outcome, Outcome::late);
  EXPECT_EQ(ack(late.lease).detail, "bob");
  EXPECT_EQ(running_->run(work().extend(late.lease.id, "ann", 60s)).outcome, Outcome::late);
  EXPECT_EQ(running_->run(work().release(late.lease.id, "ann")).outcome, Outcome::late);
  EXPECT_EQ(running_->run(work().fail(late.lease.id, "ann", "x")).outcome, Outcome::late);
  EXPECT_EQ(transfer(first.tracking, late.lease.id.epoch, "front-desk").outcome, Outcome::late);
  EXPECT_EQ(ack(now.lease, "ann").outcome, Outcome::not_yours);
  EXPECT_EQ(ack(now.lease, "bob").outcome, Outcome::done);
  EXPECT_EQ(ack(now.lease, "bob").outcome, Outcome::late) << "once";
  expect_books_balance();
}

TEST_F(Leases, OutliveTheDaemon) {
  (void)running_->keep(message("SM1", "c1"));
  const auto leased = lease();
  running_.reset();
  running_ = another_daemon();
  EXPECT_EQ(lease("bob").outcome, Outcome::none);
  EXPECT_EQ(ack(leased.lease).outcome, Outcome::done);
}

TEST_F(Leases, WhatFailsTooOftenIsADeadLetter) {
  const auto first = running_->keep(message("SM1", "c1"));
  queues_[0].max_deliveries = 2;
  auto leased = lease();
  EXPECT_EQ(running_->run(work().fail(leased.lease.id, "ann", "the printer burns")).dead, 0U);
  leased = lease();
  EXPECT_EQ(running_->run(work().fail(leased.lease.id, "ann", "the printer burns")).dead, 1U);
  EXPECT_EQ(lease().outcome, Outcome::none);
  EXPECT_EQ(length("dead"), "1");
  EXPECT_THAT(redis("XRANGE 'ct:{0}:dead' - +"), HasSubstr("the printer burns"));
  EXPECT_THAT(place(first.tracking), StartsWith("dead:"));
  expect_books_balance();
}

TEST_F(Leases, PassOnToAnotherQueueAndTheRuleIsRemembered) {
  const auto first = running_->keep(message("SM1", "c1", "pot\"holes"));
  const auto taken = running_->keep(message("SM0", "c1"));
  const auto leased = lease();
  EXPECT_EQ(transfer(first.tracking, leased.lease.id.epoch, "front-desk").outcome, Outcome::done);
  EXPECT_EQ(redis("HGETALL 'ct:{0}:moved:2026-11-22'"), "pot\\\"holes|public-works|front-desk\n1");
  const auto record = running_->run(running_->store().request(first.tracking)).record;
  EXPECT_EQ(record->queue, "front-desk");
  EXPECT_EQ(record->status, "received");
  // What follows goes there, too.
  (void)running_->keep(message("SM2", "c1"));
  const auto there = lease("bob", 60s, 1);
  EXPECT_THAT(ids_of(there.lease.messages), ElementsAre("SM1", "SM0", "SM2"));
  EXPECT_THAT(there.lease.messages[0].event, HasSubstr(R"("routing":{"queue":"front-desk")"));
  expect_books_balance();
}

TEST_F(Leases, WithoutOneWhatWaitsOrTheLatestIsPassedOn) {
  const auto numbers = keep_two();
  EXPECT_EQ(transfer(numbers[0], "", "front-desk").outcome, Outcome::done);
  EXPECT_THAT(ids_of(lease("bob", 60s, 1).lease.messages), ElementsAre("SM0"));
  EXPECT_EQ(transfer(numbers[0], "", "public-works").outcome, Outcome::held);

  const auto second = lease();
  ASSERT_EQ(ack(second.lease).outcome, Outcome::done);
  EXPECT_EQ(transfer(numbers[1], "", "front-desk").outcome, Outcome::done);
  EXPECT_THAT(ids_of(lease("bob", 60s, 1).lease.messages), ElementsAre("SM1"));
  expect_books_balance();
}

TEST_F(Leases, LeaveWhatARedisWorkerHas) {
  const auto first = running_->keep(message("SM1", "c1"));
  const auto ids = take();
  (void)running_->keep(message("SM2", "c1"));
  EXPECT_EQ(transfer(first.tracking, "", "front-desk").outcome, Outcome::done) << "SM2 waits";
  const auto leased = lease("bob", 60s, 1);
  EXPECT_THAT(ids_of(leased.lease.messages), ElementsAre("SM2"));
  EXPECT_EQ(redis(std::string("FCALL ct_finish 1 '") + stream + "' " + ids[0] + " w1"), "OK");
  EXPECT_EQ(ack(leased.lease, "bob").outcome, Outcome::done);
  expect_books_balance();
}

TEST_F(Leases, WhatComesBackFromARedisWorkerGoesToTheHolder) {
  (void)running_->keep(message("SM1", "c1"));
  const auto ids = take();
  (void)running_->keep(message("SM2", "c1"));
  const auto leased = lease();
  let_lie(ids);
  care();
  EXPECT_EQ(lease("bob").outcome, Outcome::none);
  EXPECT_THAT(ids_of(ack(leased.lease).messages), ElementsAre("SM1"));
  EXPECT_EQ(ack(leased.lease).outcome, Outcome::done);
  expect_books_balance();
}

TEST_F(Leases, NothingMovesWhileTheBooksAreCounted) {
  (void)running_->keep(message("SM1", "c1"));
  (void)running_->keep(message("SM2", "c2"));
  const auto leased = lease();
  ASSERT_EQ(redis("SET 'ct:{0}:audit' somebody"), "OK");
  EXPECT_EQ(lease().outcome, Outcome::busy);
  EXPECT_EQ(running_->run(work().release(leased.lease.id, "ann")).outcome, Outcome::busy);
  (void)running_->keep(message("SM3", "c1"));
  EXPECT_EQ(length("queue:public-works:normal"), "2") << "behind the mark, where it is not counted";
  EXPECT_EQ(ack(leased.lease).outcome, Outcome::done) << "moves nothing";
}

TEST_F(Leases, AWaitEndsWithTheFirstMessage) {
  auto waiting = std::async(
      std::launch::async, [&] { return running_->run(work().lease(queues_[0], "ann", 60s, 20s)); });
  while (running_->store().bell().waiting("public-works") == 0) std::this_thread::yield();
  const auto began = std::chrono::steady_clock::now();
  (void)running_->keep(message("SM1", "c1"));
  EXPECT_EQ(waiting.get().outcome, Outcome::done);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
}

TEST_F(Leases, AWaitEndsWhenTheDaemonStops) {
  auto waiting = std::async(std::launch::async, [&] {
    return running_->run(work().lease(queues_[0], "ann", 60s, 600s));
  });
  while (running_->store().bell().waiting("public-works") == 0) std::this_thread::yield();
  running_->store().bell().close();
  EXPECT_EQ(waiting.get().outcome, Outcome::none);
}

TEST_F(Leases, FinishIsFencedForRedisWorkers) {
  const auto numbers = keep(1);
  const auto ids = take();
  const std::string finish = std::string("FCALL ct_finish 1 '") + stream + "' " + ids[0];
  EXPECT_THAT(redis(finish + " w2"), HasSubstr("CT_LATE"));
  let_lie(ids);
  care();
  EXPECT_THAT(redis(finish + " w1"), HasSubstr("CT_LATE")) << "it came back";
  const auto again = take();
  EXPECT_EQ(redis(std::string("FCALL ct_finish 1 '") + stream + "' " + again[0] + " w1"), "OK");
  EXPECT_THAT(redis(std::string("FCALL ct_finish 1 '") + stream + "' " + again[0] + " w1"),
              HasSubstr("CT_LATE"))
      << "once";
  EXPECT_EQ(status(numbers[0]), "in-progress");
  EXPECT_THAT(redis("FCALL ct_finish 1 elsewhere 1-1 w1"), HasSubstr("CT_KEY"));
}

TEST(LeaseIds, AreReadStrictly) {
  const std::string number = to_text(TrackingNumber{26, 1});
  const auto id = parse_lease_id(number + ".3");
  ASSERT_TRUE(id);
  EXPECT_EQ(to_text(*id), number + ".3");
  for (const char* wrong : {"", ".", ".x", ".-3", ".1234567890123456789"})
    EXPECT_FALSE(parse_lease_id(number + wrong)) << wrong;
  EXPECT_FALSE(parse_lease_id("3"));
  EXPECT_FALSE(parse_lease_id("26-0000001-0.3")) << "a wrong check digit";
}

}  // namespace
}  // namespace crosstown
