// What opened requests is read again wherever it lies by now, in pages; and what people moved is
// summed up.
#include "router/store/recorded.h"

#include <set>

#include "router/store/misroutes.h"
#include "tests/store/queue_fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::delivery;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::QueueFixture;
using ::testing::SizeIs;
using testing::test_clock;

TEST(RecordedPlaces, OnesThatAreWrittenSoAreRead) {
  for (const std::string_view good :
       {"0-26-1234-17", "3-0-18446744073709551615-0", "1-99-0-200000"}) {
    const auto place = parse_recorded_place(good, 4);
    ASSERT_TRUE(place) << good;
    EXPECT_EQ(to_text(*place), good);
  }
  for (const std::string_view bad :
       {"", "0", "0-26-1", "4-26-1-0", "-1-26-1-0", "0-26-1-0-0", "0-26-a-0", "0-260-1-0",
        "0--1-1-0", "0-26-18446744073709551616-0", "0-26-1-", "0-26- 1-0"})
    EXPECT_FALSE(parse_recorded_place(bad, 4)) << bad;
}

class Recorded : public QueueFixture {
 protected:
  std::optional<RecordedPage> page(Time since = test_clock() - 24h, RecordedPlace from = {}) {
    return running_->run(running_->store().recorded().page(since, from));
  }
  // The ids in the events of all pages.
  std::multiset<std::string> all(Time since = test_clock() - 24h) {
    std::multiset<std::string> ids;
    RecordedPlace from;
    for (pages_ = 1;; ++pages_) {
      const auto one = page(since, from);
      EXPECT_TRUE(one);
      if (!one) return ids;
      for (const std::string& event : one->events) {
        const auto begin = event.find(R"("id":")") + 6;
        ids.insert(event.substr(begin, event.find('"', begin) - begin));
      }
      gone_ += one->gone;
      if (!one->next) return ids;
      from = *one->next;
    }
  }
  // As if the request had been opened so many hours ago.
  void opened(const std::string& number, int hours) {
    const auto then = (test_clock() - std::chrono::hours(hours)).time_since_epoch().count();
    (void)redis(
        "EVAL \"local r = redis.call('GET', KEYS[1]) "
        "return redis.call('SET', KEYS[1], (string.gsub(r, '|%d+|', '|' .. ARGV[1] .. '|', 1)))\""
        " 1 'ct:{0}:request:" +
        number + "' " + std::to_string(then));
  }

  int pages_ = 0;
  std::uint64_t gone_ = 0;
};

TEST_F(Recorded, WhereverItLies) {
  const auto numbers = keep(4);
  (void)running_->keep(delivery("follow-up", "cSM0"));
  const auto ids = take(2);
  ack({ids[0]});
  auto queues = testing::two_queues();
  queues[0].retention = 0s;
  queues[0].max_deliveries = 1;
  running_->store().caretaker().set_queues(queues);
  let_lie({ids[1]});
  care_until_length("dead", "1");
  care_until_length("thread:" + numbers[0], "1");
  EXPECT_EQ(all(), (std::multiset<std::string>{"SM0", "SM1", "SM2", "SM3"}));
  EXPECT_EQ(gone_, 0U);

  (void)redis(std::string("XDEL '") + stream + "' " + place(numbers[3]));
  EXPECT_EQ(all(), (std::multiset<std::string>{"SM0", "SM1", "SM2"}));
  EXPECT_EQ(gone_, 1U) << "a text that a worker deleted";
}

TEST_F(Recorded, OnlyOfThatTime) {
  const auto numbers = keep(10);
  for (int i = 0; i < 10; ++i) opened(numbers[static_cast<std::size_t>(i)], i);
  EXPECT_EQ(all(test_clock() - 150min), (std::multiset<std::string>{"SM0", "SM1", "SM2"}));
  EXPECT_THAT(all(test_clock() + 1h), IsEmpty());
}

TEST_F(Recorded, ManyComeInPagesAndCallsAreSmall) {
  constexpr int count = 700;
  std::vector<Delivery> many;
  for (int i = 0; i < count; ++i) {
    const std::string id = "SM" + std::to_string(i);
    many.push_back(delivery(id, "c" + id));
    many.back().tail.insert(0, R"("why":[")" + std::string(16'000, 'x') + R"("],)");
  }
  (void)running_->keep_all(std::move(many));
  (void)redis("CONFIG RESETSTAT");
  EXPECT_THAT(all(), SizeIs(count));
  EXPECT_GE(pages_, 3) << "11 MB";
  // 100 messages a call at most, fewer of long ones.
  const std::string stats = redis("INFO commandstats");
  const auto calls = stats.find("cmdstat_fcall:calls=");
  ASSERT_NE(calls, std::string::npos);
  EXPECT_GE(std::stoi(stats.substr(calls + 20)), 20);
}

TEST_F(Recorded, NumbersThatWereLeasedAndNotUsedAreNoEnd) {
  keep(3);
  (void)redis("HINCRBY 'ct:{0}:numbers' 26 120000");
  EXPECT_THAT(all(), SizeIs(3));
  EXPECT_GE(pages_, 2) << "looking at numbers ends pages, too";
  (void)redis("HINCRBY 'ct:{0}:numbers' 26 120000");
  EXPECT_THAT(all(), IsEmpty()) << "no reserve is that large";
}

TEST_F(Recorded, WithoutRedisThereIsNothing) {
  keep(1);
  redis_.stop(SIGKILL);
  EXPECT_FALSE(page());
  EXPECT_FALSE(running_->run(running_->store().misroutes().of({"2026-11-22"})));
}

TEST(MisrouteFields, TheRuleMayHaveBars) {
  const auto one = parse_misroute("a | b|streets|parks");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->rule, "a | b");
  EXPECT_EQ(one->from, "streets");
  EXPECT_EQ(one->to, "parks");
  for (const std::string_view bad : {"", "|", "a", "a|b", "|b"}) EXPECT_FALSE(parse_misroute(bad));
}

TEST_F(Recorded, WhatPeopleMovedIsSummedUpTheMostFirst) {
  (void)redis("HINCRBY 'ct:{0}:moved:2026-11-21' 'potholes|public-works|parks' 2");
  (void)redis("HINCRBY 'ct:{0}:moved:2026-11-22' 'potholes|public-works|parks' 1");
  (void)redis("HINCRBY 'ct:{0}:moved:2026-11-22' 'trees|front-desk|parks' 2");
  (void)redis("HINCRBY 'ct:{0}:moved:2026-11-20' 'trees|front-desk|parks' 9");
  const auto moved =
      running_->run(running_->store().misroutes().of({"2026-11-21", "2026-11-22", "2026-11-23"}));
  ASSERT_TRUE(moved);
  ASSERT_THAT(*moved, SizeIs(2));
  EXPECT_EQ(moved->at(0).rule, "potholes");
  EXPECT_EQ(moved->at(0).moved, 3U);
  EXPECT_EQ(moved->at(1).rule, "trees");
  EXPECT_EQ(moved->at(1).moved, 2U);
}

}  // namespace
}  // namespace crosstown
