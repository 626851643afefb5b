// What the messages of one conversation have to do with each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/store/conversation_fixture.h"

namespace crosstown {
namespace {

using testing::ConversationFixture;
using testing::delivery;
using ::testing::HasSubstr;

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
  EXPECT_THAT(queue("front-desk", "normal"), HasSubstr(R"("id":"SM3")"));
  keep(pinned_to("public-works", "SM4"));
  keep(delivery("SM5"));
  EXPECT_THAT(queue("public-works", "normal"), HasSubstr(R"("id":"SM5")"));
}

TEST_F(Conversation, InOneBatchToo) {
  const auto all =
      keep_all(testing::batch(delivery("SM1"), pinned_to("front-desk", "SM2"), delivery("SM3")));
  EXPECT_EQ(all[1].tracking, all[0].tracking);
  EXPECT_EQ(all[2].tracking, all[0].tracking);
  EXPECT_THAT(queue("front-desk", "urgent"), HasSubstr(R"("id":"SM2")"));
  EXPECT_THAT(queue("front-desk", "normal"), HasSubstr(R"("id":"SM3")"));
}

TEST_F(Conversation, AnEmergencyGoesToItsQueueThroughTheSpoolToo) {
  const Delivery first = keep(delivery("SM1"));
  while_redis_is_away([this] {
    EXPECT_EQ(keep(pinned_to("front-desk", "SM2")).fate, Fate::spooled);
    EXPECT_EQ(keep(delivery("SM3")).fate, Fate::spooled);
  });
  EXPECT_THAT(queue("front-desk", "urgent"), HasSubstr(R"("id":"SM2")"));
  EXPECT_THAT(queue("front-desk", "urgent"), HasSubstr(first.tracking));
  EXPECT_THAT(queue("front-desk", "normal"), HasSubstr(R"("id":"SM3")"));
}

TEST_F(Conversation, TheAuditFindsWhatAnEmergencyMoved) {
  keep(with_event(delivery("SM1")));
  keep(with_event(pinned_to("front-desk", "SM2")));
  keep(with_event(delivery("SM3")));
  EXPECT_THAT(audited_differences(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace crosstown
