// What a request's page tells of time: read from wherever its first message lies by now.
#include "router/message/event_time.h"
#include "tests/store/queue_fixture.h"

namespace crosstown {
namespace {

using testing::delivery;
using testing::QueueFixture;

constexpr std::string_view promised = "2026-11-24T17:00:00.000Z";

class Dates : public QueueFixture {
 protected:
  // The event's routing says when it is due; an app says something of its own.
  Delivery kept(const std::string& id, std::string_view due = promised) {
    Delivery one = delivery(id, "c" + id);
    one.tail = R"("type":"pothole")";
    if (!due.empty()) one.tail.append(R"(,"due":")").append(due).append(R"(")");
    one.tail += R"(},"medium":"app","intent":{"slots":{"due":"2020-01-01T00:00:00.000Z"}}}})";
    return running_->keep(std::move(one));
  }
  Store::Dates dates(const std::string& tracking) {
    return running_->run(running_->store().dates(tracking));
  }
  void note(const std::string& tracking, const std::string& words) const {
    (void)redis("XADD 'ct:{0}:thread:" + tracking + "' " + words);
  }
};

TEST_F(Dates, ADueTimeIsTheEvents) {
  EXPECT_EQ(dates(kept("SM1").tracking).due, event_time(promised));
  EXPECT_EQ(dates(kept("SM2", "").tracking).due, std::nullopt);
  EXPECT_EQ(dates(kept("SM3", "some day").tracking).due, std::nullopt);
  EXPECT_EQ(dates("26-0999999-6").due, std::nullopt);
  EXPECT_EQ(dates("no number").due, std::nullopt);
}

TEST_F(Dates, AlsoWhenItIsDoneAndInItsThread) {
  const std::string tracking = kept("SM1").tracking;
  ack(take());
  queues_[0].retention = std::chrono::milliseconds(0);
  running_->store().set_queues(queues_);
  care_until_length("thread:" + tracking, "1");
  EXPECT_TRUE(place(tracking).starts_with("thread:"));
  EXPECT_EQ(dates(tracking).due, event_time(promised));
  EXPECT_EQ(dates(tracking).changed, std::nullopt) << "to move what is done changes nothing";
}

TEST_F(Dates, AChangeIsOfStatusOrQueue) {
  const std::string tracking = kept("SM1").tracking;
  EXPECT_EQ(dates(tracking).changed, std::nullopt);
  note(tracking, "1000-0 kind status status taken");
  note(tracking, "2000-0 kind transfer to streets");
  note(tracking, "3000-0 kind message event x");
  EXPECT_EQ(dates(tracking).changed, Time(std::chrono::milliseconds(2000)));
  note(tracking, "4000-0 kind status status closed");
  EXPECT_EQ(dates(tracking).changed, Time(std::chrono::milliseconds(4000)));
}

TEST_F(Dates, ANumberToldDuringAnOutageIsItsRequests) {
  const std::string tracking = kept("SM1").tracking;
  note(tracking, "1000-0 kind status status taken");
  (void)redis("SET 'ct:{0}:alias:26-0000555-9' " + tracking);
  const auto found = dates("26-0000555-9");
  EXPECT_EQ(found.due, event_time(promised));
  EXPECT_EQ(found.changed, Time(std::chrono::milliseconds(1000)));
}

}  // namespace
}  // namespace crosstown
