// The books balance to the message, whatever became of it; and where somebody broke them, they name
// the message.
#include <atomic>
#include <functional>
#include <thread>

#include "tests/store/queue_fixture.h"
#include "tests/store/real_message.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Outcome = Auditor::Outcome;
using testing::QueueFixture;
using testing::RedisServer;
using testing::Running;
using testing::TempFolder;

Delivery message(const std::string& id, const std::string& conversation,
                 Time time = testing::test_clock()) {
  return testing::message(id, conversation, "potholes", time);
}

class Audit : public QueueFixture {
 protected:
  static AuditWish wish() {
    return {{"2026-11-22"}, "", {"public-works", "front-desk"}, {{"city-sms", 1h}}};
  }
  Auditor::Result audit(const AuditWish& wish = Audit::wish()) {
    return running_->run(running_->store().auditor().audit(wish));
  }
  AuditReport report(const AuditWish& wish = Audit::wish()) {
    auto result = audit(wish);
    EXPECT_EQ(result.outcome, Outcome::done);
    return std::move(result.report);
  }
  static AuditRow row(const AuditReport& report) {
    const auto found = report.rows.find({"2026-11-22", "city-sms"});
    return found == report.rows.end() ? AuditRow{} : found->second;
  }
  std::vector<std::string> keep(int count) {
    std::vector<Delivery> all;
    for (int i = 0; i < count; ++i) {
      const std::string id = "SM" + std::to_string(next_++);
      all.push_back(message(id, "c" + id));
    }
    std::vector<std::string> numbers;
    for (const Delivery& one : running_->keep_all(std::move(all))) numbers.push_back(one.tracking);
    return numbers;
  }
  // An acknowledged, a pending, a returned, a dead, a dropped and an undelivered one, a follow-up,
  // a duplicate and one that was answered at once.
  void every_fate() {
    const auto numbers = keep(6);
    const auto ids = take(5);
    ack({ids[0]});
    running_->store().caretaker().set_queues(with(5, 0s));
    care_until_length("queue:public-works:normal", "5");
    let_lie({ids[2]});
    care();
    running_->store().caretaker().set_queues(with(1, 24h));
    let_lie({ids[3], ids[4]});
    care_until_length("dead", "2");
    const auto letters = running_->run(running_->store().dead_letters().list(std::nullopt, 1));
    (void)running_->run(running_->store().dead_letters().drop(letters->at(0).id));
    (void)running_->keep(message("SM-later", "cSM0"));
    (void)running_->keep(message("SM0", "cSM0"));
    running_->store().count_self_served("city-sms", testing::test_clock());
    running_->run(write_self_served());
  }
  static std::vector<QueueSettings> with(int max_deliveries, std::chrono::milliseconds retention) {
    auto queues = testing::two_queues();
    queues[0].max_deliveries = max_deliveries;
    queues[0].retention = retention;
    return queues;
  }
  boost::asio::awaitable<void> write_self_served() {
    // As a stop would.
    while (redis("EXISTS 'ct:{0}:self-served:2026-11-22'") == "0") {
      boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 5ms);
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
  }
  int next_ = 0;
};

TEST_F(Audit, EveryFateIsInTheBooks) {
  every_fate();
  const AuditReport books = report();
  EXPECT_TRUE(books.balanced());
  EXPECT_THAT(books.differences, IsEmpty());
  const AuditRow all = row(books);
  EXPECT_EQ(all.accepted, 9U);
  EXPECT_EQ(all.queued, 6U);
  EXPECT_EQ(all.dead, 1U);
  EXPECT_EQ(all.duplicates, 1U);
  EXPECT_EQ(all.self_served, 1U);
  EXPECT_EQ(redis("EXISTS 'ct:{0}:audit'"), "0") << "the caretakers go on";
}

TEST_F(Audit, ADaemonThatStartsAnewFindsTheSame) {
  every_fate();
  running_.reset();
  running_ = another_daemon();
  running_->store().count_self_served("city-sms", testing::test_clock());
  running_.reset();  // writes what it counted
  running_ = another_daemon();
  const AuditReport books = report();
  EXPECT_TRUE(books.balanced());
  EXPECT_EQ(row(books).accepted, 10U);
  EXPECT_EQ(row(books).self_served, 2U);
}

TEST_F(Audit, AMessageBelongsToTheDayOfItsOwnTime) {
  std::vector<Delivery> all;
  for (int i = 0; i < 40; ++i) {
    const std::string id = "SM" + std::to_string(i);
    all.push_back(message(id, "c" + id, testing::test_clock() - (i % 2 == 0 ? 0h : 24h)));
  }
  (void)running_->keep_all(std::move(all));
  AuditWish both = wish();
  both.days.push_back("2026-11-21");
  const AuditReport books = report(both);
  EXPECT_TRUE(books.balanced());
  EXPECT_EQ(row(books).queued, 20U);
  EXPECT_EQ(books.rows.at({"2026-11-21", "city-sms"}).queued, 20U);
}

TEST_F(Audit, AnotherDayOrChannelIsNotCounted) {
  keep(2);
  AuditWish another = wish();
  another.days = {"2026-11-21"};
  EXPECT_THAT(report(another).rows, IsEmpty());
  another = wish();
  another.channel = "kiosk";
  EXPECT_THAT(report(another).rows, IsEmpty());
}

// Somebody breaks them, and the message is named.
struct Breakage {
  const char* what;
  std::function<void(const std::string& tracking, const std::string& id)> how;
  const char* problem;
  bool provider_id_known;
};

TEST_F(Audit, WhatIsBrokenIsNamed) {
  const std::string name(stream);
  const Breakage cases[] = {
      {"an entry deleted",
       [&](const auto&, const auto& id) { (void)redis("XDEL '" + name + "' " + id); },
       "was accepted, and is nowhere", true},
      {"a request deleted",
       [&](const auto& tracking, const auto&) {
         (void)redis("DEL 'ct:{0}:request:" + tracking + "'");
       },
       "there is no request of this number", true},
      {"an entry copied",
       [&](const auto&, const auto& id) {
         (void)lua("return redis.call('XADD', '" + name + "', '*', unpack(redis.call('XRANGE', '" +
                   name + "', '" + id + "', '" + id + "')[1][2]))");
       },
       "is there twice", true},
      {"an entry spoilt",
       [&](const auto& tracking, const auto&) {
         (void)redis("XADD '" + name + "' '*' tracking " + tracking +
                     " channel city-sms type a event nonsense deliveries 0");
       },
       "its event cannot be read", false},
      {"a request that names another place",
       [&](const auto& tracking, const auto&) {
         (void)redis("RPUSH 'ct:{0}:entries:" + tracking + "' thread:7-0");
       },
       "its message at thread:7-0 is not there", false},
      {"seen under another number",
       [&](const auto&, const auto&) {
         const std::string key = redis("KEYS 'ct:{0}:seen:*'");
         (void)redis("HSET '" + key + "' SM1 26-0001234-9");
       },
       "was accepted as 26-0001234-9", true}};
  for (const Breakage& one : cases) {
    (void)redis("FLUSHDB");
    running_.reset();
    running_ = another_daemon();
    next_ = 0;
    const auto numbers = keep(3);
    ASSERT_TRUE(report().balanced()) << one.what;
    one.how(numbers[1], place(numbers[1]));
    const AuditReport books = report();
    EXPECT_FALSE(books.balanced()) << one.what;
    EXPECT_THAT(books.differences,
                ::testing::Contains(
                    AllOf(Field(&AuditDifference::tracking, numbers[1]),
                          Field(&AuditDifference::provider_id, one.provider_id_known ? "SM1" : ""),
                          Field(&AuditDifference::channel, "city-sms"),
                          Field(&AuditDifference::problem, one.problem))))
        << one.what;
    for (const AuditDifference& difference : books.differences)
      EXPECT_EQ(difference.tracking, numbers[1]) << one.what << ": " << difference.problem;
  }
}

TEST_F(Audit, ACountThatIsWrongIsTold) {
  keep(2);
  (void)redis("HINCRBY 'ct:{0}:stats:2026-11-22' '09|accepted|city-sms' 1");
  const AuditReport books = report();
  EXPECT_FALSE(books.balanced());
  EXPECT_EQ(row(books).difference(), 1);
  ASSERT_EQ(books.differences.size(), 1U);
  EXPECT_EQ(books.differences[0].problem,
            "the counts of 2026-11-22 disagree: 3 accepted, 2 put into queues, 0 duplicates");
}

TEST_F(Audit, WhatLiesInAQueueThatIsNoMoreIsFoundByItsRequest) {
  keep(3);
  AuditWish later = wish();
  later.queues = {"front-desk"};
  const AuditReport books = report(later);
  EXPECT_TRUE(books.balanced());
  EXPECT_EQ(row(books).queued, 3U);
}

TEST_F(Audit, ARequestWithManyMessagesIsFollowedInSteps) {
  std::vector<Delivery> all;
  for (int i = 0; i < 350; ++i) all.push_back(message("SM" + std::to_string(i), "c"));
  (void)running_->keep_all(std::move(all));
  AuditWish later = wish();
  later.queues = {};
  EXPECT_EQ(row(report(later)).queued, 350U);
  EXPECT_TRUE(report().balanced());
}

TEST_F(Audit, MessagesThatComeMeanwhileAreNotInIt) {
  keep(500);
  std::atomic<bool> over{false};
  std::thread sender([&] {
    const auto other = another_daemon();
    for (int i = 0; !over; ++i) {
      const std::string id = "more" + std::to_string(i);
      (void)other->keep(message(id, "c" + id));
    }
  });
  for (int i = 0; i < 10; ++i) {
    const AuditReport books = report();
    EXPECT_TRUE(books.balanced()) << row(books).difference();
    for (const AuditDifference& one : books.differences)
      ADD_FAILURE() << one.provider_id << ' ' << one.problem;
  }
  over = true;
  sender.join();
}

TEST_F(Audit, TheCaretakersRestMeanwhileAndOneAuditIsEnough) {
  const auto numbers = keep(1);
  const auto ids = take();
  let_lie(ids);
  (void)redis("SET 'ct:{0}:audit' another");
  EXPECT_EQ(audit().outcome, Outcome::busy);
  care();
  EXPECT_EQ(place(numbers[0]), ids[0]);
  (void)redis("DEL 'ct:{0}:audit'");
  care();
  EXPECT_EQ(take().size(), 1U);
}

TEST_F(Audit, WithoutRedisThereIsNone) {
  redis_.stop(SIGKILL);
  EXPECT_EQ(audit().outcome, Outcome::unavailable);
}

TEST(AuditOfASpool, WhatWaitsAndWhatWasSetAsideCounts) {
  RedisServer redis;
  TempFolder folder;
  StoreSettings settings = redis.settings();
  settings.spool_path = (folder.path() / "spool").string();
  settings.spool_limit = 16 << 20;
  {
    SpoolFile file({settings.spool_path, settings.spool_limit, 1});
    SpoolFile::Change change(file);
    change.reserve(0, 26, 1, 10);
    Delivery one = message("SM1", "c1");
    change.keep(0, one, testing::test_clock());
    change.set_aside(0, 1, "WRONGTYPE");
    ASSERT_EQ(change.commit(), "");
  }
  Running running(settings);
  while (!running.store().health().up) std::this_thread::yield();
  const auto result = running.run(running.store().auditor().audit(
      {{"2026-11-22"}, "", {"public-works", "front-desk"}, {{"city-sms", 1h}}}));
  ASSERT_EQ(result.outcome, Outcome::done);
  EXPECT_TRUE(result.report.balanced());
  const AuditRow row = result.report.rows.at({"2026-11-22", "city-sms"});
  EXPECT_EQ(row.accepted, 1U);
  EXPECT_EQ(row.spooled, 1U);
}

}  // namespace
}  // namespace crosstown
