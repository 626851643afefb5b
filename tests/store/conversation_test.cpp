// What the messages of one conversation have to do with each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/store/conversation_fixture.h"

namespace crosstown {
namespace {

using ::testing::AllOf;
using testing::ConversationFixture;
using testing::delivery;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Conversation = ConversationFixture;

TEST_F(Conversation, AnEmergencyLeavesTheConversationsQueue) {
  const Delivery first = keep(delivery("SM1"));
  const Delivery emergency = keep(pinned_to("front-desk", "SM2"));
  EXPECT_EQ(emergency.fate, Fate::follow_up);
  EXPECT_EQ(emergency.tracking, first.tracking);
  EXPECT_THAT(queue("front-desk", "urgent"),
              HasSubstr(R"("sequence":2,"new_request":false,"routing":{"queue":"front-desk")"));
  EXPECT_EQ(status(first.tracking).queue, "public-works") << "the request is theirs still";
}

TEST_F(Conversation, WhatFollowsAnEmergencyGoesWhereItWent) {
  const Delivery first = keep(delivery("SM1"));
  keep(pinned_to("front-desk", "SM2"));
  EXPECT_EQ(keep(delivery("SM3")).tracking, first.tracking);
  EXPECT_THAT(queue("front-desk", "urgent"), HasSubstr(R"("id":"SM3")"));
  keep(pinned_to("public-works", "SM4"));
  keep(delivery("SM5"));
  EXPECT_THAT(queue("public-works", "urgent"), HasSubstr(R"("id":"SM5")"));
}

TEST_F(Conversation, InOneBatchToo) {
  const auto all =
      keep_all(testing::batch(delivery("SM1"), pinned_to("front-desk", "SM2"), delivery("SM3")));
  EXPECT_EQ(all[1].tracking, all[0].tracking);
  EXPECT_EQ(all[2].tracking, all[0].tracking);
  EXPECT_THAT(queue("front-desk", "urgent"), HasSubstr(R"("id":"SM2")"));
  EXPECT_THAT(queue("front-desk", "urgent"), HasSubstr(R"("id":"SM3")"));
}

TEST_F(Conversation, AnEmergencyGoesToItsQueueThroughTheSpoolToo) {
  const Delivery first = keep(delivery("SM1"));
  while_redis_is_away([this] {
    EXPECT_EQ(keep(pinned_to("front-desk", "SM2")).fate, Fate::spooled);
    EXPECT_EQ(keep(delivery("SM3")).fate, Fate::spooled);
  });
  EXPECT_THAT(queue("front-desk", "urgent"), HasSubstr(R"("id":"SM2")"));
  EXPECT_THAT(queue("front-desk", "urgent"), HasSubstr(first.tracking));
  EXPECT_THAT(queue("front-desk", "urgent"), HasSubstr(R"("id":"SM3")"));
}

TEST_F(Conversation, TheAuditFindsWhatAnEmergencyMoved) {
  keep(with_event(delivery("SM1")));
  keep(with_event(pinned_to("front-desk", "SM2")));
  keep(with_event(delivery("SM3")));
  EXPECT_THAT(audited_differences(), IsEmpty());
}

TEST_F(Conversation, PriorityRisesAndNeverFalls) {
  const Delivery first = keep(with_event(delivery("SM1")));
  keep(with_event(to("public-works", "SM2", "low")));
  EXPECT_THAT(queue("public-works"), HasSubstr("SM2")) << "with the request's priority";
  EXPECT_THAT(queue("public-works"), Not(HasSubstr(R"("priority":"low")")));
  keep(with_event(to("public-works", "SM3", "urgent")));
  EXPECT_EQ(status(first.tracking).priority, "urgent");
  keep(with_event(delivery("SM4")));
  EXPECT_THAT(queue("public-works", "urgent"), AllOf(HasSubstr("SM3"), HasSubstr("SM4")));
  EXPECT_THAT(queue("public-works", "urgent"), Not(HasSubstr(R"("priority":"normal")")));
  EXPECT_THAT(audited_differences(), IsEmpty());
}

TEST_F(Conversation, PriorityRisesWithinABatch) {
  const auto all = keep_all(testing::batch(with_event(delivery("SM1")),
                                           with_event(to("public-works", "SM2", "urgent")),
                                           with_event(delivery("SM3"))));
  EXPECT_EQ(status(all[0].tracking).priority, "urgent");
  EXPECT_THAT(queue("public-works", "urgent"), AllOf(HasSubstr("SM2"), HasSubstr("SM3")));
  EXPECT_THAT(audited_differences(), IsEmpty());
}

TEST_F(Conversation, WhatIsTooMuchStaysLow) {
  const Delivery first = keep(delivery("SM1"));
  Delivery flood = to("public-works", "SM2", "low");
  flood.kept_low = true;
  EXPECT_EQ(keep(std::move(flood)).tracking, first.tracking);
  EXPECT_THAT(queue("public-works", "low"), HasSubstr("SM2"));
}

TEST_F(Conversation, GoesAlongWithARequestThatWasPassedOn) {
  const Delivery first = keep(delivery("SM1"));
  pass_on(first.tracking, "front-desk");
  keep(delivery("SM2"));
  EXPECT_THAT(queue("front-desk"), HasSubstr("SM2"));
  keep(pinned_to("public-works", "SM3"));
  keep(delivery("SM4"));
  EXPECT_THAT(queue("public-works", "urgent"), HasSubstr("SM4"));
  redis("SADD 'ct:{0}:queues' parks");
  pass_on(first.tracking, "parks");
  keep(delivery("SM5"));
  EXPECT_THAT(queue("parks", "urgent"), HasSubstr("SM5")) << "who has it knows better";
}

TEST_F(Conversation, AQueueThatIsNoMoreReceivesNothing) {
  const Delivery first = keep(with_event(to("front-desk", "SM1")));
  auto queues = testing::two_queues();
  queues.pop_back();
  store().set_queues(queues);
  ASSERT_TRUE(eventually([this] { return redis("SCARD 'ct:{0}:queues'") == "1"; }));
  const Delivery second = keep(with_event(delivery("SM2")));
  EXPECT_EQ(second.tracking, first.tracking);
  EXPECT_THAT(queue("public-works"), HasSubstr("SM2"));
  keep(with_event(delivery("SM3")));
  EXPECT_THAT(queue("public-works"), HasSubstr("SM3"));
  EXPECT_THAT(audited_differences(), IsEmpty());
}

TEST_F(Conversation, ANewMatterOpensARequestAndTheOlderStaysOpen) {
  const Delivery first = keep(delivery("SM1"));
  const Delivery second = keep(anew("SM2"));
  EXPECT_EQ(second.fate, Fate::new_request);
  const Delivery third = keep(delivery("SM3"));
  EXPECT_EQ(third.tracking, second.tracking) << "that is the current one";
  const OpenRequests open = open_requests();
  ASSERT_TRUE(open.answered);
  EXPECT_EQ(open.current, second.tracking);
  ASSERT_EQ(open.count, 2U);
  EXPECT_EQ(open.newest[0].tracking, second.tracking);
  EXPECT_EQ(open.newest[1].tracking, first.tracking);
  EXPECT_EQ(open_requests(1).newest.size(), 1U);
  EXPECT_EQ(open_requests(1).count, 2U);
}

TEST_F(Conversation, AfterNewTheNextMessageOpensARequest) {
  const Delivery first = keep(delivery("SM1"));
  EXPECT_TRUE(running_->run(store().begin_anew(conversation())));
  EXPECT_EQ(open_requests().current, "");
  const Delivery second = keep(delivery("SM2"));
  EXPECT_EQ(second.fate, Fate::new_request);
  EXPECT_THAT(queue("public-works"), HasSubstr(R"("sequence":2,"new_request":true)"));
  EXPECT_EQ(keep(delivery("SM3")).tracking, second.tracking);
}

TEST_F(Conversation, AnotherTypeAfterASilenceIsAnotherMatter) {
  const Delivery first = keep(said("pothole", "SM1"));
  EXPECT_EQ(keep(said("graffiti", "SM2")).tracking, first.tracking) << "in the same breath";
  const auto silent = [](Delivery one) {
    one.new_matter_after = std::chrono::seconds(0);
    return one;
  };
  EXPECT_EQ(keep(silent(said("pothole", "SM3"))).tracking, first.tracking);
  Delivery guessed = silent(said("graffiti", "SM4"));
  guessed.type_said = false;
  EXPECT_EQ(keep(std::move(guessed)).tracking, first.tracking) << "not by its text";
  const Delivery other = keep(silent(said("graffiti", "SM5")));
  EXPECT_EQ(other.fate, Fate::new_request);
  EXPECT_EQ(keep(silent(said("graffiti", "SM6"))).tracking, other.tracking);
}

TEST_F(Conversation, WhatDidNotBeginWithATypeIsNotSplit) {
  const Delivery first = keep(delivery("SM1"));
  Delivery later = said("graffiti", "SM2");
  later.new_matter_after = std::chrono::seconds(0);
  EXPECT_EQ(keep(std::move(later)).tracking, first.tracking);
}

TEST_F(Conversation, IsClosedByTheResidentAndReopenedByTheNextMessage) {
  const Delivery first = keep(with_event(delivery("SM1")));
  const Delivery close = keep(with_event(closing("SM2")));
  EXPECT_EQ(close.fate, Fate::follow_up);
  EXPECT_EQ(status(first.tracking).status, "closed");
  EXPECT_EQ(open_requests().count, 0U);
  EXPECT_EQ(open_requests().current, "");
  EXPECT_EQ(keep(with_event(reopening("SM3"))).tracking, first.tracking);
  EXPECT_EQ(status(first.tracking).status, "received");
  EXPECT_EQ(open_requests().current, first.tracking);
  EXPECT_EQ(redis("HLEN 'ct:{0}:work:" + first.tracking + "'"), "0");
  EXPECT_THAT(redis("XRANGE 'ct:{0}:thread:" + first.tracking + "' - +"),
              AllOf(HasSubstr("closed"), HasSubstr("received")));
  EXPECT_THAT(audited_differences(), IsEmpty());
}

TEST_F(Conversation, IsNotReopenedAfterAWhile) {
  const Delivery first = keep(delivery("SM1"));
  keep(closing("SM2"));
  const auto ago = [&](std::chrono::hours hours) {
    const auto closed = (testing::test_clock() - hours).time_since_epoch().count();
    redis("HSET 'ct:{0}:work:" + first.tracking + "' closed " + std::to_string(closed));
  };
  ago(std::chrono::hours(24 * 7 + 1));
  const Delivery second = keep(reopening("SM3"));
  EXPECT_EQ(second.fate, Fate::new_request);
  EXPECT_EQ(status(first.tracking).status, "closed");
}

TEST_F(Conversation, InOneBatchItIsOpenedClosedAndReopened) {
  const auto all = keep_all(testing::batch(reopening("SM1"), closing("SM2"), reopening("SM3"),
                                           anew("SM4"), closing("SM5")));
  EXPECT_EQ(all[2].tracking, all[0].tracking);
  EXPECT_EQ(status(all[0].tracking).status, "received");
  EXPECT_EQ(all[4].tracking, all[3].tracking);
  EXPECT_EQ(status(all[3].tracking).status, "closed");
}

TEST_F(Conversation, AllOfItHoldsThroughTheSpool) {
  const Delivery first = keep(with_event(delivery("SM1")));
  std::vector<Delivery> told;
  while_redis_is_away([&] {
    told.push_back(keep(with_event(closing("SM2"))));
    EXPECT_FALSE(open_requests().answered);
    EXPECT_FALSE(running_->run(store().begin_anew(conversation())));
    told.push_back(keep(with_event(anew("SM3"))));
    told.push_back(keep(with_event(delivery("SM4"))));
  });
  EXPECT_NE(told[1].tracking, told[0].tracking) << "NEW is told a number of its own";
  EXPECT_EQ(told[2].tracking, told[1].tracking);
  EXPECT_EQ(status(first.tracking).status, "closed");
  EXPECT_EQ(redis("GET 'ct:{0}:alias:" + told[0].tracking + "'"), first.tracking);
  EXPECT_EQ(open_requests().current, told[1].tracking);
  EXPECT_THAT(audited_differences(), IsEmpty());
}

}  // namespace
}  // namespace crosstown
