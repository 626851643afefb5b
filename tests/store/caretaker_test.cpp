// What workers left lying comes back, what nobody finishes is dead-lettered, what is done goes into
// its thread; and each request knows where its messages lie.
#include "router/store/caretaker.h"

#include <set>
#include <thread>

#include "tests/store/queue_fixture.h"
#include "tests/support/captured_log.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::delivery;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::QueueFixture;
using testing::Running;
using ::testing::StartsWith;
using testing::two_queues;

using GiveBack = QueueFixture;

TEST_F(GiveBack, WhatNoWorkerFinishesInTimeComesBackAsAFreshEntry) {
  const auto numbers = keep(2);
  const auto ids = take();
  const auto before = entry("queue:public-works:normal", ids[0]);
  let_lie({ids[0]}, 300'001);
  let_lie({ids[1]}, 200'000);  // in time
  care();
  EXPECT_EQ(length("queue:public-works:normal"), "2");
  const auto again = take();
  ASSERT_EQ(again.size(), 1U);
  auto after = entry("queue:public-works:normal", again[0]);
  ASSERT_EQ(after.size(), 10U);
  EXPECT_EQ(after[8], "deliveries");
  EXPECT_EQ(after[9], "1");
  after[9] = "0";
  EXPECT_EQ(after, before) << "the same fields";
  EXPECT_EQ(place(numbers[0]), again[0]);
  EXPECT_EQ(place(numbers[1]), ids[1]);
  EXPECT_EQ(running_->run(running_->store().request(numbers[0])).record->queue, "public-works");
  EXPECT_THAT(redis(std::string("XPENDING '") + stream + "' workers"), StartsWith("2\n"));
}

TEST_F(GiveBack, WhatAWorkerAcksMeanwhileStaysDone) {
  keep(1);
  const auto ids = take();
  let_lie(ids);
  ack(ids);
  care();
  EXPECT_THAT(take(), IsEmpty());
}

TEST_F(GiveBack, AFollowUpIsFoundByItsRequest) {
  const auto first = running_->keep(delivery("SM1", "c1"));
  (void)running_->keep(delivery("SM2", "c1"));
  const auto third = running_->keep(delivery("SM3", "c1"));
  const auto ids = take();
  ASSERT_EQ(ids.size(), 3U);
  ack({ids[0], ids[1]});
  let_lie({ids[2]});
  care();
  const auto again = take();
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(place(first.tracking), ids[0]);
  EXPECT_THAT(later_places(first.tracking), ElementsAre("normal-" + ids[1], "normal-" + again[0]));
}

TEST_F(GiveBack, WhatSomebodyDeletedIsNotPendingForEver) {
  keep(1);
  const auto ids = take();
  let_lie(ids);
  ASSERT_EQ(redis(std::string("XDEL '") + stream + "' " + ids[0]), "1");
  care();
  EXPECT_THAT(redis(std::string("XPENDING '") + stream + "' workers"), StartsWith("0"));
  EXPECT_EQ(length("queue:public-works:normal"), "0");
}

TEST_F(GiveBack, TheLastDeliveryMakesADeadLetterAndALineInTheLog) {
  CapturedLog log;
  const auto first = running_->keep(delivery("SM1", "c1"));
  const auto second = running_->keep(delivery("SM2", "c1"));
  for (int deliveries = 1; deliveries <= 5; ++deliveries) {
    ASSERT_EQ(length("dead"), "0") << deliveries;
    let_lie(take());
    care();
  }
  EXPECT_EQ(length("queue:public-works:normal"), "0");
  const auto dead = testing::lines_of(redis("XRANGE 'ct:{0}:dead' - +"));
  ASSERT_EQ(dead.size(), 2U * 19U);
  const std::string id = dead[0];
  EXPECT_THAT(std::vector<std::string>(dead.begin() + 1, dead.begin() + 7),
              ElementsAre("tracking", first.tracking, "channel", "city-sms", "type", "pothole"));
  EXPECT_THAT(dead[8], HasSubstr(R"({"id":"SM1")"));
  EXPECT_THAT(std::vector<std::string>(dead.begin() + 9, dead.begin() + 18),
              ElementsAre("queue", "public-works", "priority", "normal", "deliveries", "5",
                          "reason", "no worker finished it in 5 deliveries", "time"));
  EXPECT_EQ(place(first.tracking), "dead:" + id);
  EXPECT_THAT(later_places(first.tracking), ElementsAre("dead:" + dead[19]));
  EXPECT_TRUE(log.comes_to_say("event=dead_letter queue=public-works channel=city-sms tracking=" +
                               first.tracking + " deliveries=5 id=0-" + id))
      << log.text();
}

TEST_F(GiveBack, TwoCaretakersAtOnceBringEachBackOnce) {
  keep(1000);
  ASSERT_EQ(take().size(), 1000U);
  let_all_lie();
  const auto other = another_daemon();
  std::thread second([&] { other->run(other->store().caretaker().round(0)); });
  care();
  second.join();
  EXPECT_EQ(length("queue:public-works:normal"), "1000");
  const auto again = take();
  ASSERT_EQ(again.size(), 1000U);
  EXPECT_EQ(std::set<std::string>(again.begin(), again.end()).size(), 1000U);
  std::set<std::string> places;
  for (const std::string& record : records()) places.insert(record.substr(record.rfind('|') + 1));
  EXPECT_EQ(places, std::set<std::string>(again.begin(), again.end()));
}

TEST_F(GiveBack, AnotherDaemonGoesOnWhereOneEnded) {
  const auto numbers = keep(3);
  let_lie(take());
  care();
  let_lie({take(1)[0]});
  running_.reset();
  running_ = another_daemon();
  care();
  EXPECT_EQ(length("queue:public-works:normal"), "3");
  std::multiset<std::string> deliveries;
  for (const std::string& number : numbers) {
    const auto fields = entry("queue:public-works:normal", place(number));
    deliveries.insert(fields.empty() ? "it is not there" : fields.back());
  }
  EXPECT_THAT(deliveries, ElementsAre("1", "1", "2"));
}

TEST_F(GiveBack, ARedisThatIsFullKeepsThemWhereTheyAre) {
  keep(1);
  let_lie(take());
  ASSERT_EQ(redis("CONFIG SET maxmemory 1"), "OK");
  care();
  ASSERT_EQ(redis("CONFIG SET maxmemory 0"), "OK");
  EXPECT_EQ(length("queue:public-works:normal"), "1");
  care();
  EXPECT_EQ(take().size(), 1U);
}

std::vector<QueueSettings> kept_for(std::chrono::milliseconds retention) {
  auto queues = two_queues();
  for (QueueSettings& queue : queues) queue.retention = retention;
  return queues;
}

class Trim : public QueueFixture {
 protected:
  Trim() : QueueFixture(kept_for(0s)) {}
  // Entries of this very millisecond are left to the next round.
  void care_until(const std::string& left) {
    care_until_length("queue:public-works:normal", left);
    care();
    EXPECT_EQ(length("queue:public-works:normal"), left);
  }
};

TEST_F(Trim, WhatIsDoneGoesIntoItsThread) {
  const auto first = running_->keep(delivery("SM1", "c1"));
  (void)running_->keep(delivery("SM2", "c1"));
  const auto pending = running_->keep(delivery("SM3", "c3"));
  const auto ids = take();
  const auto undelivered = running_->keep(delivery("SM4", "c4"));
  ack({ids[0], ids[1]});
  care_until("2");
  const auto thread = testing::lines_of(redis("XRANGE 'ct:{0}:thread:" + first.tracking + "' - +"));
  ASSERT_EQ(thread.size(), 18U);
  EXPECT_EQ(thread[1], "kind");
  EXPECT_EQ(thread[2], "message");
  EXPECT_THAT(thread[4], HasSubstr(R"({"id":"SM1")"));
  EXPECT_THAT(std::vector<std::string>(thread.begin() + 5, thread.begin() + 9),
              ElementsAre("queue", "public-works", "priority", "normal"));
  EXPECT_EQ(place(first.tracking), "thread:" + thread[0]);
  EXPECT_THAT(later_places(first.tracking), ElementsAre("thread:" + thread[9]));
  EXPECT_EQ(place(pending.tracking), ids[2]);
  EXPECT_EQ(take().size(), 1U) << "what nobody had is still there";
  EXPECT_TRUE(running_->run(running_->store().request(undelivered.tracking)).record);
}

TEST_F(Trim, WhatAnotherGroupHasNotDoneStays) {
  keep(3);
  ASSERT_EQ(redis(std::string("XGROUP CREATE '") + stream + "' archive 0"), "OK");
  const auto ids = take();
  ack(ids);
  care();
  EXPECT_EQ(length("queue:public-works:normal"), "3") << "it has got none of them";
  (void)redis(std::string("XREADGROUP GROUP archive a COUNT 2 STREAMS '") + stream + "' '>'");
  ASSERT_EQ(redis(std::string("XACK '") + stream + "' archive " + ids[0]), "1");
  care_until("2");
  EXPECT_THAT(redis(std::string("XRANGE '") + stream + "' - + COUNT 1"), StartsWith(ids[1]))
      << "pending there";
}

TEST_F(Trim, TwoCaretakersAtOnceMoveEachOnce) {
  keep(1000);
  ASSERT_EQ(take().size(), 1000U);
  (void)lua(std::string("for _, one in ipairs(redis.call('XPENDING', '") + stream +
            "', 'workers', '-', '+', 10000)) do redis.call('XACK', '" + stream +
            "', 'workers', one[1]) end");
  const auto other = another_daemon();
  std::thread second([&] { other->run(other->store().caretaker().round(0)); });
  care_until("0");
  second.join();
  EXPECT_EQ(lua("local sizes = {} for _, key in ipairs(redis.call('KEYS', 'ct:{0}:thread:*')) do "
                "local size = redis.call('XLEN', key) sizes[size] = (sizes[size] or 0) + 1 end "
                "return sizes[1]"),
            "1000");
  for (const std::string& record : records()) EXPECT_THAT(record, HasSubstr("|thread:"));
}

TEST(Retention, OnlyWhatIsOlderGoes) {
  testing::RedisServer redis;
  Running running(redis.settings(), 1, 1024, kept_for(1h));
  (void)running.keep(delivery("SM1", "c1"));
  const std::string name = "ct:{0}:queue:front-desk:low";
  (void)redis_cli(redis, "XADD '" + name + "' 1000-1 tracking 26-0001234-9 event '{}'");
  (void)redis_cli(redis, "XADD '" + name + "' '*' tracking 26-0001234-9 event '{}'");
  (void)redis_cli(redis, "XREADGROUP GROUP workers w NOACK STREAMS '" + name + "' '>'");
  running.run(running.store().caretaker().round(0));
  EXPECT_EQ(redis_cli(redis, "XLEN '" + name + "'"), "1\n");
  EXPECT_EQ(redis_cli(redis, "XLEN 'ct:{0}:thread:26-0001234-9'"), "1\n");
}

using HasWork = QueueFixture;

TEST_F(HasWork, WhatIsDoneIsNone) {
  const auto work = [this](const char* queue) {
    return running_->run(running_->store().queue_has_work(queue));
  };
  EXPECT_EQ(work("public-works"), false);
  keep(1);
  EXPECT_EQ(work("public-works"), true) << "undelivered";
  EXPECT_EQ(work("front-desk"), false);
  EXPECT_EQ(work("nowhere"), false);
  const auto ids = take();
  EXPECT_EQ(work("public-works"), true) << "pending";
  ack(ids);
  EXPECT_EQ(work("public-works"), false) << "done, though its entry waits for its retention";
  EXPECT_EQ(length("queue:public-works:normal"), "1");
}

TEST(Interval, AQuarterOfTheShortestLeaseWithinLimits) {
  struct {
    std::vector<std::chrono::milliseconds> leases;
    std::chrono::milliseconds expected;
  } const cases[] = {{{}, 30s}, {{1s}, 1s}, {{1h, 20s}, 5s}, {{5min}, 30s}, {{24h, 48h}, 30s}};
  for (const auto& one : cases) {
    std::vector<QueueSettings> queues(one.leases.size());
    for (std::size_t i = 0; i < queues.size(); ++i) queues[i].lease = one.leases[i];
    EXPECT_EQ(Caretaker::interval(queues), one.expected);
  }
}

}  // namespace
}  // namespace crosstown
