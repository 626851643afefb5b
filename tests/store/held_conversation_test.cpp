// What a conversation brings while somebody holds its request, and what people find of it.
#include "router/store/work.h"
#include "tests/store/conversation_fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::ConversationFixture;
using testing::delivery;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Outcome = Work::Outcome;

class HeldConversation : public ConversationFixture {
 protected:
  static constexpr std::size_t public_works = 0, front_desk = 1;

  Work::Leased lease(const std::string& holder, std::size_t queue = public_works) {
    return running_->run(store().work().lease(testing::two_queues()[queue], holder, 60s, 0ms));
  }
  Work::Settled ack(const Work::Leased& leased, const std::string& holder) {
    return running_->run(store().work().ack(leased.lease.id, holder, ""));
  }
  static std::vector<std::string> ids_of(const std::vector<HeldMessage>& messages) {
    std::vector<std::string> ids;
    for (const HeldMessage& one : messages) {
      const auto at = one.event.find(R"("id":")") + 6;  // as the message's provider id
      ids.push_back(one.event.substr(at, one.event.find('"', at) - at));
    }
    return ids;
  }
  [[nodiscard]] std::string indexed(const std::string& status,
                                    const std::string& queue = "public-works") const {
    return redis("ZRANGE 'ct:{0}:index:" + status + ":" + queue + "' 0 -1");
  }
};

TEST_F(HeldConversation, AnEmergencyReachesItsQueueAndWhoLeasesItHoldsTheRequest) {
  const Delivery first = keep(with_event(delivery("SM1")));
  const auto early = lease("ann");
  const Delivery emergency = keep(with_event(pinned_to("front-desk", "SM2")));
  EXPECT_EQ(emergency.tracking, first.tracking);
  EXPECT_THAT(queue("front-desk", "urgent"), HasSubstr("SM2"));
  const auto now = lease("bob", front_desk);
  ASSERT_EQ(now.outcome, Outcome::done);
  EXPECT_THAT(ids_of(now.lease.messages), ElementsAre("SM1", "SM2"));
  EXPECT_EQ(ack(early, "ann").outcome, Outcome::late);
  EXPECT_EQ(ack(early, "ann").detail, "bob");
  EXPECT_EQ(ack(now, "bob").outcome, Outcome::done);
  EXPECT_THAT(audited_differences(), IsEmpty());
}

TEST_F(HeldConversation, ALeaseOfTheRequestLeavesTheEmergencyToItsQueue) {
  keep(with_event(delivery("SM1")));
  keep(with_event(pinned_to("front-desk", "SM2")));
  const auto department = lease("ann");
  EXPECT_THAT(ids_of(department.lease.messages), ElementsAre("SM1"));
  EXPECT_EQ(ack(department, "ann").outcome, Outcome::done);
  EXPECT_THAT(ids_of(lease("bob", front_desk).lease.messages), ElementsAre("SM2"));
  EXPECT_THAT(audited_differences(), IsEmpty());
}

TEST_F(HeldConversation, WhatItsResidentClosedStaysClosedWhenTheHolderIsDone) {
  const Delivery first = keep(with_event(delivery("SM1")));
  const auto leased = lease("ann");
  keep(with_event(closing("SM2")));
  EXPECT_EQ(status(first.tracking).status, "closed");
  EXPECT_EQ(ack(leased, "ann").outcome, Outcome::more) << "their last words";
  EXPECT_EQ(ack(leased, "ann").outcome, Outcome::done);
  EXPECT_EQ(status(first.tracking).status, "closed");
  EXPECT_EQ(indexed("closed"), first.tracking);
  EXPECT_EQ(indexed("taken"), "");
  EXPECT_EQ(indexed("in-progress"), "");
}

TEST_F(HeldConversation, LastWordsThatWaitAreLeasedWithoutOpeningTheRequest) {
  const Delivery first = keep(with_event(delivery("SM1")));
  keep(with_event(closing("SM2")));
  const auto leased = lease("ann");
  EXPECT_THAT(ids_of(leased.lease.messages), ElementsAre("SM1", "SM2"));
  EXPECT_EQ(status(first.tracking).status, "closed");
  EXPECT_EQ(keep(with_event(reopening("SM3"))).tracking, first.tracking);
  EXPECT_EQ(status(first.tracking).status, "taken");
  EXPECT_EQ(indexed("taken"), first.tracking);
  EXPECT_EQ(indexed("closed"), "");
}

TEST_F(HeldConversation, IndexesFollowWhatOneBatchDoes) {
  const auto all = keep_all(testing::batch(with_event(delivery("SM1")), with_event(closing("SM2")),
                                           with_event(anew("SM3"))));
  EXPECT_EQ(indexed("closed"), all[0].tracking);
  EXPECT_EQ(indexed("received"), all[2].tracking);
}

TEST_F(HeldConversation, AHeldMessageHasThePriorityOfItsRequest) {
  keep(with_event(to("public-works", "SM1", "urgent")));
  const auto leased = lease("ann");
  keep(with_event(delivery("SM2")));
  EXPECT_EQ(running_->run(store().work().release(leased.lease.id, "ann")).outcome, Outcome::done);
  EXPECT_THAT(queue("public-works", "urgent"), HasSubstr("SM2"));
}

TEST_F(HeldConversation, NoRequestIsListedTwice) {
  const Delivery first = keep(delivery("SM1"));
  EXPECT_TRUE(running_->run(store().begin_anew(conversation())));
  ASSERT_EQ(open_requests().newest.size(), 1U);
  EXPECT_EQ(open_requests().newest[0].tracking, first.tracking);
  EXPECT_TRUE(running_->run(store().begin_anew(conversation())));
  const Delivery second = keep(delivery("SM2"));
  const OpenRequests open = open_requests();
  ASSERT_EQ(open.newest.size(), 2U);
  EXPECT_EQ(open.count, 2U);
  EXPECT_EQ(open.newest[0].tracking, second.tracking);
  EXPECT_EQ(open.newest[1].tracking, first.tracking);
}

}  // namespace
}  // namespace crosstown
