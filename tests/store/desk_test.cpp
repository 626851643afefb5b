// What people see of requests: one, its thread, searches by index, queues, events; and what they
// change.
#include "router/store/desk.h"

#include "router/store/work.h"
#include "tests/store/queue_fixture.h"
#include "tests/store/real_message.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::message;
using testing::QueueFixture;
using ::testing::StartsWith;
using Outcome = Desk::Outcome;

class Counter : public QueueFixture {
 protected:
  Desk& desk() { return running_->store().desk(); }
  RequestView show(const std::string& tracking) {
    return running_->run(desk().show(tracking)).value;
  }
  std::vector<ThreadItem> thread(const std::string& tracking) {
    return running_->run(desk().thread(tracking, "", 1000)).value.items;
  }
  std::vector<std::string> kinds(const std::string& tracking) {
    std::vector<std::string> kinds;
    for (const ThreadItem& item : thread(tracking)) kinds.emplace_back(item.field("kind"));
    return kinds;
  }
  Desk::Outcome change(const std::string& tracking, const std::string& status,
                       bool over_holder = false) {
    Desk::Change wish{tracking, "lead", status, "done", over_holder};
    return running_->run(desk().change(std::move(wish))).outcome;
  }
  SearchPage search(SearchWish wish) {
    if (wish.queues.empty()) wish.queues = {"public-works", "front-desk"};
    auto result = running_->run(desk().search(std::move(wish)));
    EXPECT_EQ(result.outcome, Outcome::done);
    return std::move(result.value);
  }
  static std::vector<std::string> numbers_of(const SearchPage& page) {
    std::vector<std::string> numbers;
    for (const RequestRecord& one : page.requests) numbers.push_back(one.tracking);
    return numbers;
  }
  static std::string bucket_of_conversations() {
    return std::to_string(testing::test_clock().time_since_epoch() / std::chrono::hours(1));
  }
  Work::Leased lease() {
    return running_->run(running_->store().work().lease(queues_[0], "ann", 60s, 0ms));
  }
};

TEST_F(Counter, AThreadShowsAllInOrder) {
  const auto tracking = running_->keep(message("SM1", "c1")).tracking;
  (void)running_->keep(message("SM2", "c1"));
  EXPECT_THAT(kinds(tracking), ElementsAre("message", "message")) << "also what waits still";
  const auto leased = lease();
  EXPECT_EQ(running_->run(desk().note(tracking, "ann", "called back")).outcome, Outcome::done);
  (void)running_->run(running_->store().work().ack(leased.lease.id, "ann", ""));
  (void)running_->keep(message("SM3", "c1"));
  EXPECT_EQ(change(tracking, "closed"), Outcome::done);
  EXPECT_THAT(kinds(tracking),
              ElementsAre("message", "message", "status", "note", "status", "message", "status"));
  EXPECT_EQ(thread(tracking)[3].field("text"), "called back");
  EXPECT_EQ(length("queue:public-works:normal"), "0") << "nobody has to work at it any more";
}

TEST_F(Counter, AThreadComesInPages) {
  const auto tracking = running_->keep(message("SM1", "c1")).tracking;
  for (const char* text : {"a", "b", "c"}) (void)running_->run(desk().note(tracking, "ann", text));
  auto page = running_->run(desk().thread(tracking, "", 2)).value;
  ASSERT_EQ(page.items.size(), 2U);
  page = running_->run(desk().thread(tracking, page.next, 2)).value;
  ASSERT_EQ(page.items.size(), 2U) << "a note, and what waits";
  EXPECT_EQ(page.next, "");
}

TEST_F(Counter, ClosedAndOpenedAgain) {
  const auto tracking = running_->keep(message("SM1", "c1")).tracking;
  EXPECT_EQ(change(tracking, "closed"), Outcome::done);
  RequestView view = show(tracking);
  EXPECT_EQ(view.record.status, "closed");
  EXPECT_EQ(view.reason, "done");
  EXPECT_TRUE(view.closed);
  EXPECT_EQ(lease().outcome, Work::Outcome::none);

  Work::Transfer again;
  again.tracking = tracking;
  again.by = "lead";
  EXPECT_EQ(running_->run(running_->store().work().transfer(std::move(again))).outcome,
            Work::Outcome::done);
  view = show(tracking);
  EXPECT_EQ(view.record.status, "received");
  EXPECT_FALSE(view.closed);
  EXPECT_EQ(lease().lease.request.tracking, tracking);
}

TEST_F(Counter, WhatSomebodyHoldsIsTheirs) {
  const auto tracking = running_->keep(message("SM1", "c1")).tracking;
  const auto leased = lease();
  EXPECT_EQ(change(tracking, "closed"), Outcome::held);
  EXPECT_EQ(show(tracking).holder, "ann");
  EXPECT_EQ(show(tracking).epoch, leased.lease.id.epoch);
  EXPECT_EQ(change(tracking, "closed", true), Outcome::done);
  EXPECT_EQ(show(tracking).holder, "");
  EXPECT_EQ(running_->run(running_->store().work().ack(leased.lease.id, "ann", "")).outcome,
            Work::Outcome::late);
}

TEST_F(Counter, SearchesByStatusQueueAndType) {
  std::vector<std::string> all;
  for (const char* id : {"SM1", "SM2", "SM3"})
    all.push_back(running_->keep(message(id, std::string("c") + id)).tracking);
  const auto held = lease();
  SearchWish wish;
  wish.newest_first = false;
  EXPECT_THAT(numbers_of(search(wish)), ElementsAre(all[0], all[1], all[2]));
  wish.statuses = {"received"};
  EXPECT_THAT(numbers_of(search(wish)), ElementsAre(all[1], all[2]));
  wish.statuses = {"taken"};
  EXPECT_THAT(numbers_of(search(wish)), ElementsAre(all[0]));
  wish.queues = {"front-desk"};
  EXPECT_THAT(numbers_of(search(wish)), IsEmpty());
  SearchWish other_type;
  other_type.type = "graffiti";
  EXPECT_THAT(numbers_of(search(other_type)), IsEmpty());
}

TEST_F(Counter, KnowsAllRequestsOfAResident) {
  const auto first = running_->keep(message("SM1", "c1")).tracking;
  (void)running_->keep(message("SM2", "c2"));
  (void)redis("DEL 'ct:{0}:conversation:city-sms:" + bucket_of_conversations() +
              "'");  // its window is over
  const auto second = running_->keep(message("SM3", "c1")).tracking;
  ASSERT_NE(first, second);
  const Desk::Conversations who{{"city-sms", "c1"}, {"city-sms", "unknown"}, {"web-chat", "c1"}};
  std::vector<std::string> found;
  for (const auto& one : running_->run(desk().of_resident(0, who, 10)).value)
    found.push_back(one.tracking);
  EXPECT_THAT(found, ElementsAre(second, first));
  EXPECT_EQ(running_->run(desk().of_resident(0, who, 1)).value.size(), 1U);
}

TEST_F(Counter, SearchesInPagesWithoutGapsOrRepeats) {
  std::vector<std::string> all = keep(25);  // opened in the same few milliseconds
  std::sort(all.begin(), all.end());
  for (const bool newest_first : {false, true}) {
    std::vector<std::string> found;
    SearchWish wish;
    wish.limit = 10;
    wish.newest_first = newest_first;
    for (int pages = 0; pages < 4; ++pages) {
      const SearchPage page = search(wish);
      for (const std::string& one : numbers_of(page)) found.push_back(one);
      wish.after = page.next;
      if (page.next.empty()) break;
    }
    EXPECT_EQ(wish.after, "");
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, all);
  }
  SearchWish bad;
  bad.queues = {"public-works"};
  bad.after = "x.y";
  EXPECT_EQ(running_->run(desk().search(bad)).outcome, Outcome::bad_cursor);
}

TEST_F(Counter, FindsWhatIsDue) {
  Delivery one = message("SM1", "c1");
  const std::string rule = R"("rule":)";
  one.tail.insert(one.tail.find(rule), R"("due":"2026-11-23T16:04:05.123Z",)");
  const auto due = running_->keep(std::move(one)).tracking;
  Delivery pretender = message("SM2", "c2");  // a slot of that name is no promise
  pretender.tail.insert(pretender.tail.size() - 2,
                        R"(,"slots":{"due":"2026-11-23T16:04:05.123Z"})");
  (void)running_->keep(std::move(pretender));
  ASSERT_TRUE(show(due).due);
  EXPECT_EQ(show(due).due->time_since_epoch().count(), 1795449845000);  // date -u +%s
  SearchWish wish;
  wish.by_due = true;
  EXPECT_THAT(numbers_of(search(wish)), ElementsAre(due));
  wish.to = Time(1795449844999ms);
  EXPECT_THAT(numbers_of(search(wish)), IsEmpty());
  EXPECT_EQ(change(due, "closed"), Outcome::done);
  wish.to = Time::max();
  EXPECT_THAT(numbers_of(search(wish)), IsEmpty()) << "what is closed is not due";
}

TEST_F(Counter, QueuesSayWhatWaits) {
  (void)running_->keep(message("SM1", "c1"));
  (void)running_->keep(message("SM2", "c2"));
  (void)running_->keep(message("SM3", "c2"));
  (void)lease();
  const auto queues = running_->run(desk().queues({"public-works", "front-desk"})).value;
  ASSERT_EQ(queues.size(), 2U);
  EXPECT_EQ(queues[0].received, 1U);
  EXPECT_EQ(queues[0].taken, 1U);
  EXPECT_EQ(queues[0].normal.waiting, 2U);
  EXPECT_EQ(queues[0].normal.pending, 0U);
  EXPECT_TRUE(queues[0].oldest);
  EXPECT_EQ(queues[1].received, 0U);
  (void)take();
  EXPECT_EQ(running_->run(desk().queues({"public-works"})).value[0].normal.pending, 2U);
}

TEST_F(Counter, EventsAreReadOn) {
  const auto tracking = running_->keep(message("SM1", "c1")).tracking;
  (void)running_->run(desk().note(tracking, "ann", "x"));
  const auto events = running_->run(desk().events(0, "0-0", 100)).value;
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].fields[0].second, "received");
  EXPECT_EQ(events[0].fields[1].second, "n|" + tracking + "|public-works|pothole|normal|city-sms");
  EXPECT_EQ(events[1].fields[0].second, "note");
  EXPECT_THAT(running_->run(desk().events(0, events[1].id, 100)).value, IsEmpty());
  EXPECT_EQ(running_->run(desk().events(0, "$", 1)).value[0].id, events[1].id);
}

}  // namespace
}  // namespace crosstown
