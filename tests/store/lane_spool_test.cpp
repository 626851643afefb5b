// Redis is away, and the spool takes over: nothing is lost, nothing is there twice, the order
// holds, and every number that was told finds its request.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "router/message/tracking.h"
#include "tests/store/lane_fixture.h"
#include "tests/support/full_disk.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::delivery;
using testing::FullDisk;
using testing::redis_cli;
using testing::RedisServer;
using testing::Running;
using testing::TempFolder;

StoreSettings with_spool(const RedisServer& redis, const TempFolder& folder,
                         const std::string& name = "spool") {
  StoreSettings settings = redis.settings();
  settings.spool_path = (folder.path() / name).string();
  settings.spool_limit = 64 << 20;
  return settings;
}

// Looks until it holds; a minute is long enough to call it never.
template <class Condition>
bool eventually(Condition condition) {
  const auto limit = std::chrono::steady_clock::now() + 60s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

bool drained(Running& running) {
  return eventually([&] {
    const StoreHealth health = running.store().health();
    return health.up && health.spool.entries == 0;
  });
}

std::string queued(const RedisServer& redis) {
  return redis_cli(redis, "XLEN 'ct:{0}:queue:public-works:normal'");
}

// The events' ids, in the stream's order.
std::vector<std::string> order(const RedisServer& redis) {
  const std::string all = redis_cli(redis, "--json XRANGE 'ct:{0}:queue:public-works:normal' - +");
  std::vector<std::string> ids;
  const std::string mark = R"({\"id\":\")";
  for (std::size_t at = all.find(mark); at != std::string::npos; at = all.find(mark, at + 1)) {
    const std::size_t begin = at + mark.size();
    ids.push_back(all.substr(begin, all.find('\\', begin) - begin));
  }
  return ids;
}

class LaneSpool : public ::testing::Test {
 protected:
  LaneSpool() : running_(std::make_unique<Running>(with_spool(redis_, folder_))) {
    first_ = running_->keep(delivery("SM0", "c0")).tracking;
    wait_for_numbers();
  }
  // Those for the spool are leased once the connection is up.
  void wait_for_numbers() {
    ASSERT_TRUE(eventually([this] { return running_->store().health().spool_numbers > 0; }));
  }

  RedisServer redis_;
  TempFolder folder_;
  std::unique_ptr<Running> running_;
  std::string first_;
};

TEST_F(LaneSpool, TakesOverWhenRedisIsGoneAndGivesBackWhenItReturns) {
  redis_.stop(SIGKILL);
  const Delivery kept = running_->keep(delivery("SM1", "c1"));
  ASSERT_EQ(kept.fate, Fate::spooled) << kept.error;
  EXPECT_TRUE(parse_tracking(kept.tracking)) << kept.tracking;
  EXPECT_TRUE(running_->store().health().ready);
  EXPECT_FALSE(running_->store().health().up);

  const auto meanwhile = running_->run(running_->store().request(kept.tracking));
  ASSERT_TRUE(meanwhile.record);
  EXPECT_EQ(meanwhile.record->status, "received");

  redis_.start();
  ASSERT_TRUE(drained(*running_));
  EXPECT_EQ(queued(redis_), "2\n");
  const auto after = running_->run(running_->store().request(kept.tracking));
  ASSERT_TRUE(after.record);
  EXPECT_EQ(after.record->queue, "public-works");
  EXPECT_EQ(running_->keep(delivery("SM2", "c2")).fate, Fate::new_request) << "live again";
}

TEST_F(LaneSpool, WhatRedisHadTakenWithoutAnAnswerIsThereOnce) {
  redis_.pause();
  const Delivery kept = running_->keep(delivery("SM1", "c1"));  // lies in Redis' socket
  ASSERT_EQ(kept.fate, Fate::spooled);
  redis_.resume();
  ASSERT_TRUE(drained(*running_));
  EXPECT_EQ(queued(redis_), "2\n");
  EXPECT_TRUE(running_->run(running_->store().request(kept.tracking)).record);
  EXPECT_EQ(redis_cli(redis_, "--raw KEYS '*alias*'"), "\n") << "it was told the number it has";
}

TEST_F(LaneSpool, ARepeatIsToldTheSameNumberWhereverTheMessageIs) {
  redis_.stop(SIGKILL);
  const Delivery kept = running_->keep(delivery("SM1", "c1"));
  const Delivery again = running_->keep(delivery("SM1", "c1"));
  EXPECT_EQ(again.fate, Fate::duplicate);
  EXPECT_EQ(again.tracking, kept.tracking);
  redis_.start();
  ASSERT_TRUE(drained(*running_));
  const Delivery later = running_->keep(delivery("SM1", "c1"));
  EXPECT_EQ(later.fate, Fate::duplicate);
  EXPECT_EQ(later.tracking, kept.tracking);
}

TEST_F(LaneSpool, ANumberToldForAFollowUpFindsTheRequestItJoined) {
  redis_.stop(SIGKILL);
  const Delivery kept = running_->keep(delivery("SM1", "c0"));
  ASSERT_EQ(kept.fate, Fate::spooled);
  EXPECT_NE(kept.tracking, first_) << "nobody knows of the open request now";
  redis_.start();
  ASSERT_TRUE(drained(*running_));
  EXPECT_EQ(redis_cli(redis_, "--raw GET 'ct:{0}:alias:" + kept.tracking + "'"), first_ + "\n");
  EXPECT_TRUE(running_->run(running_->store().request(kept.tracking)).record);
  EXPECT_EQ(running_->keep(delivery("SM2", "c0")).tracking, first_);
}

TEST_F(LaneSpool, OneResidentsMessagesKeepTheirOrder) {
  std::vector<std::string> sent{"SM0"};
  const auto send = [&](int count) {
    std::vector<Delivery> some;
    for (int i = 0; i < count; ++i) {
      sent.push_back("SM" + std::to_string(sent.size()));
      some.push_back(delivery(sent.back(), "c0"));
    }
    for (const Delivery& one : running_->keep_all(std::move(some)))
      EXPECT_THAT(one.fate, ::testing::AnyOf(Fate::spooled, Fate::follow_up)) << one.error;
  };
  for (int round = 0; round < 4; ++round) {
    send(5);
    redis_.pause();
    send(300);  // more than a batch
    redis_.resume();
    send(5);  // while the spool is being emptied
    ASSERT_TRUE(drained(*running_));
  }
  EXPECT_EQ(order(redis_), sent);
}

TEST_F(LaneSpool, OutlivesTheDaemon) {
  redis_.stop(SIGKILL);
  std::vector<Delivery> all;
  for (int i = 1; i <= 200; ++i)
    all.push_back(delivery("SM" + std::to_string(i), "c" + std::to_string(i)));
  const std::vector<Delivery> kept = running_->keep_all(std::move(all));
  running_.reset();
  running_ = std::make_unique<Running>(with_spool(redis_, folder_));
  const Delivery more = running_->keep(delivery("SM201", "c201"));
  EXPECT_EQ(more.fate, Fate::spooled) << "numbers, too, outlive it";
  redis_.start();
  ASSERT_TRUE(drained(*running_));
  EXPECT_EQ(queued(redis_), "202\n");
  std::set<std::string> numbers{first_, more.tracking};
  for (const Delivery& one : kept) {
    EXPECT_TRUE(numbers.insert(one.tracking).second) << one.tracking << " was told twice";
    EXPECT_TRUE(running_->run(running_->store().request(one.tracking)).record) << one.tracking;
  }
}

TEST_F(LaneSpool, AnotherDaemonThatGetsTheRepeatLeadsToTheSameRequest) {
  redis_.pause();
  redis_.stop(SIGKILL);
  const Delivery here = running_->keep(delivery("SM1", "c1"));
  ASSERT_EQ(here.fate, Fate::spooled);
  running_.reset();  // it hangs, say
  redis_.start();
  Running other(with_spool(redis_, folder_, "other"));
  const Delivery there = other.keep(delivery("SM1", "c1"));
  ASSERT_EQ(there.fate, Fate::new_request);
  running_ = std::make_unique<Running>(with_spool(redis_, folder_));
  ASSERT_TRUE(drained(*running_));
  EXPECT_EQ(queued(redis_), "2\n");
  EXPECT_TRUE(other.run(other.store().request(here.tracking)).record);
  EXPECT_TRUE(other.run(other.store().request(there.tracking)).record);
}

TEST_F(LaneSpool, AnErrorThatPassesIsWaitedOutInTheSpool) {
  redis_cli(redis_, "CONFIG SET maxmemory 1");
  const Delivery kept = running_->keep(delivery("SM1", "c1"));
  EXPECT_EQ(kept.fate, Fate::spooled) << kept.error;
  redis_cli(redis_, "CONFIG SET maxmemory 0");
  ASSERT_TRUE(drained(*running_));
  EXPECT_EQ(queued(redis_), "2\n");
}

TEST_F(LaneSpool, AFullSpoolPushesBack) {
  running_.reset();
  StoreSettings settings = with_spool(redis_, folder_, "small");
  settings.spool_limit = 10'000;
  running_ = std::make_unique<Running>(settings);
  ASSERT_EQ(running_->keep(delivery("SM1", "c1")).fate, Fate::new_request);
  wait_for_numbers();
  redis_.stop(SIGKILL);
  std::vector<Delivery> all;
  for (int i = 2; i < 60; ++i)
    all.push_back(delivery("SM" + std::to_string(i), "c" + std::to_string(i), 2s));
  std::size_t kept = 0;
  for (const Delivery& one : running_->keep_all(std::move(all))) {
    // What finds no room there waits for Redis as long as its sender does.
    EXPECT_THAT(one.fate, ::testing::AnyOf(Fate::spooled, Fate::overloaded, Fate::unavailable));
    kept += one.fate == Fate::spooled;
  }
  EXPECT_GT(kept, 5u);
  EXPECT_LT(kept, 40u);
  EXPECT_FALSE(running_->store().health().ready);
  redis_.start();
  ASSERT_TRUE(drained(*running_));
  EXPECT_EQ(queued(redis_), std::to_string(kept + 2) + "\n");
}

TEST_F(LaneSpool, WhileItsDiskFailsMessagesWaitForWhatComesBackFirst) {
  redis_.pause();
  const Delivery first = running_->keep(delivery("SM1", "c1"));
  ASSERT_EQ(first.fate, Fate::spooled);
  std::thread repaired;
  std::vector<Delivery> more;
  {
    auto full = std::make_unique<FullDisk>();
    repaired = std::thread([&] {
      std::this_thread::sleep_for(500ms);  // longer than Redis is given
      full.reset();
    });
    std::vector<Delivery> some;
    for (int i = 2; i < 5; ++i)
      some.push_back(delivery("SM" + std::to_string(i), i == 3 ? "c9" : "c1", 20s));
    more = running_->keep_all(std::move(some));
    repaired.join();
  }
  for (const Delivery& one : more) EXPECT_EQ(one.fate, Fate::spooled) << one.error;
  EXPECT_TRUE(running_->store().health().ready);
  redis_.resume();
  ASSERT_TRUE(drained(*running_));
  std::vector<std::string> residents = order(redis_);
  EXPECT_EQ(residents.size(), 5u);
  std::erase_if(residents, [](const std::string& id) { return id == "SM0" || id == "SM3"; });
  EXPECT_EQ(residents, (std::vector<std::string>{"SM1", "SM2", "SM4"}));
}

TEST_F(LaneSpool, WithoutNumbersToTellMessagesWaitForRedis) {
  running_.reset();
  StoreSettings settings = with_spool(redis_, folder_, "numberless");
  settings.spool_numbers = 0;
  running_ = std::make_unique<Running>(settings);
  ASSERT_EQ(running_->keep(delivery("SM1", "c1")).fate, Fate::new_request);
  redis_.stop(SIGKILL);
  std::thread back([&] {
    std::this_thread::sleep_for(500ms);  // longer than Redis is given
    redis_.start();
  });
  const Delivery kept = running_->keep(delivery("SM2", "c2", 20s));
  back.join();
  EXPECT_EQ(kept.fate, Fate::new_request) << kept.error;
}

TEST_F(LaneSpool, NumbersThatOthersTookMeanwhileAreReplacedAndTheRestGoesOn) {
  redis_.stop(SIGKILL);
  std::vector<Delivery> some;
  for (int i = 1; i < 6; ++i)
    some.push_back(delivery("SM" + std::to_string(i), "c" + std::to_string(i)));
  const std::vector<Delivery> kept = running_->keep_all(std::move(some));
  running_.reset();
  redis_.start();
  for (const int i : {1, 3})  // as another daemon might, after Redis lost the lease
    redis_cli(redis_, "SET 'ct:{0}:request:" + kept[static_cast<std::size_t>(i)].tracking +
                          "' 'received|front-desk|general|normal|kiosk|0||0-1'");
  running_ = std::make_unique<Running>(with_spool(redis_, folder_));
  ASSERT_TRUE(drained(*running_));
  EXPECT_EQ(queued(redis_), "6\n");
}

TEST_F(LaneSpool, LiveTrafficFromManyThreadsThroughOutagesLosesAndDoublesNothing) {
  running_.reset();
  running_ = std::make_unique<Running>(with_spool(redis_, folder_), 2);
  std::atomic<bool> over{false};
  std::thread trouble([&] {
    for (int i = 0; i < 6 && !over; ++i) {
      redis_.pause();
      std::this_thread::sleep_for(400ms);  // longer than Redis is given
      redis_.resume();
      std::this_thread::sleep_for(100ms);
      if (i % 2 == 1) {
        redis_.stop(SIGKILL);
        redis_.start();
      }
    }
    over = true;
  });
  std::size_t accepted = 1;  // SM0
  std::vector<std::string> numbers;
  for (int round = 0; !over; ++round) {
    std::vector<Delivery> some;
    for (int i = 0; i < 40; ++i) {
      some.push_back(delivery("R" + std::to_string(round) + "." + std::to_string(i),
                              "c" + std::to_string(i % 20), 30s));
    }
    for (const Delivery& one : running_->keep_all(std::move(some), round % 2)) {
      ASSERT_THAT(one.fate, ::testing::AnyOf(Fate::spooled, Fate::follow_up, Fate::new_request))
          << one.error;
      ++accepted;
      numbers.push_back(one.tracking);
    }
  }
  trouble.join();
  ASSERT_TRUE(drained(*running_));
  EXPECT_EQ(queued(redis_), std::to_string(accepted) + "\n");
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  for (const std::string& number : numbers)
    EXPECT_TRUE(running_->run(running_->store().request(number)).record) << number;
}

}  // namespace
}  // namespace crosstown
