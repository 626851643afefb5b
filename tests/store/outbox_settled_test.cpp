// Replies that were taken: the lease, what every end leaves behind, and what providers report.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "router/outbox/outbox.h"
#include "tests/store/outbox_fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ids;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class RepliesThatWereTaken : public testing::OutboxFixture {};

TEST_F(RepliesThatWereTaken, WhoOptedOutGetsNothing) {
  queue_all({"a1", "a2"});
  (void)redis("SET 'ct:{0}:optout:c1' 1");
  auto taken = take_all();
  EXPECT_THAT(taken.replies, IsEmpty());
  EXPECT_THAT(ids(taken.opted_out), ElementsAre("a1", "a2"));
  EXPECT_EQ(thread("a1"), "queued failed");
  EXPECT_EQ(length("dead"), "0");  // nobody can mend it
  EXPECT_EQ(queue(reply("a3")).state, Queued::State::opted_out);
}

TEST_F(RepliesThatWereTaken, AProviderMaySayThatTheResidentOptedOut) {
  queue_all({"a1"});
  EXPECT_EQ(failed(take().front(), true), Settled::done);
  EXPECT_EQ(queue(reply("a2")).state, Queued::State::opted_out);
}

TEST_F(RepliesThatWereTaken, AnAttemptIsSettledOnce) {
  queue_all({"a1"});
  const auto taken = take();
  EXPECT_EQ(later(taken[0]), Settled::done);
  EXPECT_EQ(sent(taken[0]), Settled::stale);
  const auto second = take();
  EXPECT_EQ(failed(taken[0]), Settled::stale);  // that was about the first
  EXPECT_EQ(sent(second[0]), Settled::done);
  EXPECT_EQ(later(second[0]), Settled::stale);
  TakenReply nobody = second[0];
  nobody.id = "ffff";
  EXPECT_EQ(sent(nobody), Settled::missing);
}

TEST_F(RepliesThatWereTaken, OneDaemonHoldsTheLease) {
  EXPECT_EQ(hold("d2"), 0);
  EXPECT_EQ(hold("d1"), epoch_);
  queue_all({"a1"});
  EXPECT_EQ(running_->run(outbox().take(0, epoch_ + 1, 10, {pace()})).state,
            Outbox::Taken::State::lost);
  running_->run(outbox().let_go(0, "d2"));
  EXPECT_EQ(hold("d2"), 0);
  running_->run(outbox().let_go(0, "d1"));
  const auto next = hold("d2");
  EXPECT_GT(next, epoch_);
  EXPECT_EQ(take_all().state, Outbox::Taken::State::lost);
}

TEST_F(RepliesThatWereTaken, TheNextHolderAdoptsWhatIsWithAProvider) {
  queue_all({"a1"});
  queue_all({"b1"}, "c2");
  const auto taken = take();
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_THAT(running_->run(outbox().adopt(0, epoch_, 10)).replies, IsEmpty());
  running_->run(outbox().let_go(0, "d1"));
  const auto next = hold("d2");
  const auto orphans = running_->run(outbox().adopt(0, next, 10)).replies;
  EXPECT_THAT(ids(orphans), UnorderedElementsAre("a1", "b1"));
  EXPECT_THAT(running_->run(outbox().adopt(0, next, 10)).replies, IsEmpty());
  // Who sent it has the provider's answer after all.
  EXPECT_EQ(sent(taken[0]), Settled::done);
  EXPECT_EQ(later(orphans[0].id == taken[0].id ? orphans[0] : orphans[1]), Settled::stale);
}

TEST_F(RepliesThatWereTaken, ReportsComeInAnyOrderAndAnyNumber) {
  using State = Outbox::Reported::State;
  queue_all({"a1", "a2", "a3"});
  EXPECT_EQ(report("a1", "delivered"), State::known);  // it was never sent
  auto taken = take();
  EXPECT_EQ(report("a1", "delivered"), State::noted);  // before the answer to the call
  EXPECT_EQ(sent(taken[0]), Settled::stale);
  EXPECT_EQ(report("a1", "sent"), State::known);
  EXPECT_EQ(report("a1", "failed"), State::known);
  EXPECT_EQ(thread("a1"), "queued sent delivered");
  taken = take();
  ASSERT_THAT(ids(taken), ElementsAre("a2"));
  EXPECT_EQ(sent(taken[0]), Settled::done);
  EXPECT_EQ(report("a2", "failed"), State::noted);
  EXPECT_EQ(report("a2", "delivered"), State::known);
  EXPECT_EQ(thread("a2"), "queued sent failed");
  EXPECT_EQ(length("dead"), "1");
  // Believed not sent, and reported all the same: it is not sent again.
  taken = take();
  EXPECT_EQ(later(taken[0]), Settled::done);
  EXPECT_EQ(report("a3", "sent"), State::noted);
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(running_->run(outbox().report({tracking_, "ffff"}, {"sent", "city-sms", "", "", false}))
                .state,
            State::missing);
  EXPECT_EQ(
      running_->run(outbox().report({"26-0009999-9", "a1"}, {"sent", "city-sms", "", "", false}))
          .state,
      State::missing);
}

TEST_F(RepliesThatWereTaken, AReportOfAnotherChannelIsAboutNothing) {
  queue_all({"a1"});
  sent(take().front());
  EXPECT_EQ(running_->run(outbox().report({tracking_, "a1"}, {"delivered", "kiosk", "", "", false}))
                .state,
            Outbox::Reported::State::missing);
  EXPECT_EQ(state("a1"), "sent");
}

TEST_F(RepliesThatWereTaken, TheProvidersIdsOfEarlierRepliesAreTold) {
  queue_all({"a1", "a2"});
  sent(take().front(), "SM1");
  const auto second = take();
  EXPECT_THAT(second[0].known, ElementsAre("SM1"));
  sent(second[0], "SM2");
  queue_all({"a3"});
  EXPECT_THAT(take()[0].known, ElementsAre("SM2", "SM1"));
}

TEST_F(RepliesThatWereTaken, AFailedOneIsADeadLetterAndCanBeReplayedOrDropped) {
  queue_all({"a1", "a2"});
  EXPECT_EQ(failed(take().front()), Settled::done);
  auto unknown = take();
  EXPECT_EQ(running_->run(outbox().unknown(unknown[0], "nobody knows")), Settled::done);
  EXPECT_EQ(thread("a2"), "queued unknown");
  DeadLetters& dead = running_->store().dead_letters();
  auto letters = running_->run(dead.list(std::nullopt, 10));
  ASSERT_TRUE(letters);
  ASSERT_EQ(letters->size(), 2u);
  EXPECT_EQ((*letters)[0].type, "reply");
  EXPECT_EQ((*letters)[0].reason, "30003");
  EXPECT_EQ((*letters)[0].tracking, tracking_);
  EXPECT_EQ(running_->run(dead.replay((*letters)[0].id, "")).outcome, DeadLetters::Outcome::done);
  EXPECT_EQ(running_->run(dead.drop((*letters)[1].id)).outcome, DeadLetters::Outcome::done);
  EXPECT_EQ(length("dead"), "0");
  const auto again = take();
  ASSERT_THAT(ids(again), ElementsAre("a1"));
  EXPECT_EQ(again[0].attempt, 2);
  EXPECT_EQ(again[0].tries, 1);
  EXPECT_EQ(sent(again[0]), Settled::done);
  EXPECT_EQ(thread("a1"), "queued failed queued sent");
}

TEST_F(RepliesThatWereTaken, TheOriginIsTheNewestMessageThatCanBeRead) {
  const auto found = running_->run(outbox().origin(tracking_));
  EXPECT_EQ(found.state, Outbox::Origin::State::found);
  EXPECT_EQ(found.channel, "city-sms");
  EXPECT_EQ(found.conversation, "cSM0");
  EXPECT_THAT(found.event, HasSubstr(R"("id":"SM0")"));
  running_->keep(testing::delivery("SM0b", "cSM0"));
  EXPECT_THAT(running_->run(outbox().origin(tracking_)).event, HasSubstr(R"("id":"SM0b")"));
  const auto entries = QueueFixture::take();
  (void)redis(std::string("XDEL '") + stream + "' " + entries.back());
  EXPECT_THAT(running_->run(outbox().origin(tracking_)).event, HasSubstr(R"("id":"SM0")"));
  (void)redis(std::string("XDEL '") + stream + "' " + entries.front());
  EXPECT_EQ(running_->run(outbox().origin(tracking_)).event, "");
  (void)redis("SET 'ct:{0}:alias:26-9999999-9' " + tracking_);
  EXPECT_EQ(running_->run(outbox().origin("26-9999999-9")).tracking, tracking_);
  EXPECT_EQ(running_->run(outbox().origin("26-8888888-8")).state, Outbox::Origin::State::missing);
}

// A ledger: whatever happens to daemons, each reply is settled, one of a resident at a time, in
// order, and no attempt is given to two.
TEST_F(RepliesThatWereTaken, NothingIsLostAndNothingGoesTwiceWhateverDies) {
  constexpr int residents = 20, each = 20;
  std::mt19937 luck(7);
  for (int n = 0; n < each; ++n)
    for (int r = 0; r < residents; ++r) {
      const std::string id = fmt::format("{:02x}{:02x}", r, n);
      ASSERT_EQ(queue(reply(id, "c" + std::to_string(r))).id, id);
    }
  std::map<std::string, std::vector<std::string>> went;  // by conversation
  std::set<std::string> with_provider;                   // what it took: it can be asked
  std::vector<TakenReply> under_way;
  const auto deliver = [&](const TakenReply& one) {
    EXPECT_TRUE(with_provider.insert(one.id).second) << one.id << " went twice";
    went[one.conversation].push_back(one.id);
  };
  int daemon = 1;
  for (int step = 0; step < 20'000 && with_provider.size() < residents * each; ++step) {
    for (TakenReply& one : take(8)) under_way.push_back(std::move(one));
    while (!under_way.empty()) {
      const TakenReply one = std::move(under_way.back());
      under_way.pop_back();
      switch (luck() % 8) {
        case 0: EXPECT_EQ(later(one), Settled::done); break;
        case 1:  // it dies before the call
        case 2:  // or behind it
          if (luck() % 2) deliver(one);
          running_->run(outbox().let_go(0, "d" + std::to_string(daemon)));
          epoch_ = hold("d" + std::to_string(++daemon));
          for (const TakenReply& orphan : running_->run(outbox().adopt(0, epoch_, 100)).replies)
            with_provider.contains(orphan.id) ? sent(orphan) : later(orphan);
          under_way.clear();
          break;
        default: deliver(one); EXPECT_EQ(sent(one), Settled::done);
      }
    }
  }
  EXPECT_EQ(with_provider.size(), static_cast<std::size_t>(residents * each));
  for (const auto& [conversation, order] : went)
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end())) << conversation;
  EXPECT_EQ(redis("ZCARD 'ct:{0}:sending'"), "0");
  EXPECT_EQ(redis("HLEN 'ct:{0}:flights'"), "0");
}

}  // namespace
}  // namespace crosstown
