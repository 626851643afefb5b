// Open requests about a place, and what was counted hour by hour.
#include "router/store/desk.h"
#include "tests/store/queue_fixture.h"
#include "tests/store/real_message.h"

namespace crosstown {
namespace {

using ::testing::IsEmpty;
using testing::message;
using testing::QueueFixture;
using testing::test_clock;
using Outcome = Desk::Outcome;

class Noted : public QueueFixture {
 protected:
  Desk& desk() { return running_->store().desk(); }
  void note(const std::string& tracking, const std::string& place) {
    EXPECT_EQ(running_->run(desk().note_place(tracking, place)).outcome, Outcome::done);
  }
  std::vector<std::string> at(const std::string& place) {
    std::vector<std::string> numbers;
    for (const RequestRecord& one : running_->run(desk().at_place(place)).value)
      numbers.push_back(one.tracking);
    return numbers;
  }
  void close(const std::string& tracking) {
    Desk::Change wish{tracking, "lead", "closed", "done", true};
    EXPECT_EQ(running_->run(desk().change(std::move(wish))).outcome, Outcome::done);
  }
};

TEST_F(Noted, OpenRequestsAreFoundByTheirPlace) {
  const auto numbers = keep(3);
  for (const std::string& one : numbers) note(one, "12 elm street");
  note(numbers[0], "12 elm street");  // said twice, it is there once
  EXPECT_EQ(at("12 elm street").size(), 3U);
  EXPECT_THAT(at("14 elm street"), IsEmpty());
  close(numbers[1]);
  EXPECT_THAT(at("12 elm street"), ::testing::UnorderedElementsAre(numbers[0], numbers[2]));
}

TEST_F(Noted, APlaceKeepsItsLatestAndForgets) {
  const auto numbers = keep(51);
  for (const std::string& one : numbers) note(one, "the park");
  EXPECT_EQ(redis("ZCARD 'ct:{0}:at:the park'"), "50");
  EXPECT_GT(std::stol(redis("TTL 'ct:{0}:at:the park'")), 89 * 86400);
}

TEST_F(Noted, ARequestThatIsNotThereIsNotShown) {
  note("26-0001234-9", "12 elm street");
  EXPECT_THAT(at("12 elm street"), IsEmpty());
}

TEST_F(Noted, CountsAreByHourChannelAndQueue) {
  const auto first = running_->keep(message("SM1", "c1")).tracking;
  (void)running_->keep(message("SM2", "c2"));
  close(first);
  const auto counts = running_->run(
      desk().counts({"public-works", "front-desk"}, Time{}, {"2026-11-22", "2026-11-21"}));
  ASSERT_EQ(counts.outcome, Outcome::done);
  ASSERT_EQ(counts.value.received.size(), 1U);
  const auto& one = counts.value.received.front();
  EXPECT_EQ(one.day + " " + one.hour + " " + one.channel + " " + one.queue,
            "2026-11-22 09 city-sms public-works");
  EXPECT_EQ(one.count, 2U);
  EXPECT_EQ(counts.value.closed.at("public-works"), 1U);
  EXPECT_EQ(counts.value.closed.at("front-desk"), 0U);
  const auto later =
      running_->run(desk().counts({"public-works"}, test_clock() + std::chrono::hours(1), {}));
  EXPECT_EQ(later.value.closed.at("public-works"), 0U) << "opened before";
}

}  // namespace
}  // namespace crosstown
