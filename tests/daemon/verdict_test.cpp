// What is done about an attempt, by what the provider said and how often it was tried.
#include "daemon/sender/verdict.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using Kind = Verdict::Kind;

class Writer final : public ReplyWriter {
 public:
  explicit Writer(IfUnclear if_unclear) : if_unclear_(if_unclear) { settings_.give_up_after = 1h; }
  [[nodiscard]] const ReplySettings& reply_settings() const override { return settings_; }
  [[nodiscard]] std::size_t max_characters() const override { return 10; }
  [[nodiscard]] std::variant<ProviderCall, Rejected> compose(const OutgoingText&) const override {
    return ProviderCall{};
  }
  [[nodiscard]] SendOutcome read(const ProviderAnswer&) const override { return Sent{}; }
  [[nodiscard]] IfUnclear if_unclear() const override { return if_unclear_; }

 private:
  ReplySettings settings_;
  IfUnclear if_unclear_;
};

const Time queued(1h);

Verdict verdict(const SendOutcome& outcome, int tries = 1, Time now = queued + 1s,
                IfUnclear if_unclear = IfUnclear::look_up) {
  TakenReply reply;
  reply.tries = tries;
  reply.since = queued;
  return judge(outcome, Writer(if_unclear), reply, now, 0.5);
}

TEST(Verdicts, WhatIsSentIsSent) {
  const Verdict made = verdict(Sent{"SM1"});
  EXPECT_EQ(made.kind, Kind::sent);
  EXPECT_EQ(made.provider_id, "SM1");
}

TEST(Verdicts, WhatIsRejectedHasFailed) {
  EXPECT_EQ(verdict(Rejected{"no"}).kind, Kind::failed);
  EXPECT_FALSE(verdict(Rejected{"no"}).opted_out);
  EXPECT_TRUE(verdict(Rejected{"no", true}).opted_out);
}

TEST(Verdicts, APauseGrowsAndTheProvidersWishCountsForTheChannel) {
  EXPECT_EQ(verdict(Later{"busy", std::nullopt}).after, 2s);
  EXPECT_EQ(verdict(Later{"busy", std::nullopt}, 3).after, 8s);
  EXPECT_FALSE(verdict(Later{"busy", std::nullopt}).pause_channel);
  const Verdict asked = verdict(Later{"busy", 30s});
  EXPECT_EQ(asked.after, 30s);
  EXPECT_TRUE(asked.pause_channel);
  EXPECT_EQ(verdict(Later{"busy", 1s}, 3).after, 8s);
}

TEST(Verdicts, PatienceEnds) {
  const Verdict made = verdict(Later{"busy", 30s}, 5, queued + 1h);
  EXPECT_EQ(made.kind, Kind::failed);
  EXPECT_EQ(made.reason, "given up after 5 tries: busy");
  EXPECT_FALSE(made.pause_channel);
}

TEST(Verdicts, WhatIsUnclearIsRepeatedOnlyWhereThatDoesNoHarm) {
  EXPECT_EQ(verdict(Unclear{"cut"}).kind, Kind::find_out);
  EXPECT_EQ(verdict(Unclear{"cut"}, 1, queued + 1s, IfUnclear::repeat).kind, Kind::later);
}

TEST(Verdicts, WhereNobodyCanBeAskedTheChannelDecides) {
  const Verdict made = verdict(Unclear{"cut"}, 1, queued + 1s, IfUnclear::nobody_knows);
  EXPECT_EQ(made.kind, Kind::unknown);
  EXPECT_EQ(made.reason, "cut");
}

TEST(Verdicts, WhetherACallWasSentDecides) {
  using http::CallTrouble;
  EXPECT_TRUE(std::holds_alternative<Later>(outcome_of({CallTrouble::connect, false, "shut"})));
  EXPECT_TRUE(std::holds_alternative<Later>(outcome_of({CallTrouble::timeout, false, ""})));
  EXPECT_TRUE(std::holds_alternative<Unclear>(outcome_of({CallTrouble::timeout, true, ""})));
  EXPECT_TRUE(std::holds_alternative<Unclear>(outcome_of({CallTrouble::broken, true, ""})));
  EXPECT_TRUE(std::holds_alternative<Rejected>(outcome_of({CallTrouble::bad_call, false, ""})));
  EXPECT_TRUE(std::get<Later>(outcome_of({CallTrouble::forbidden, false, ""})).ours);
}

}  // namespace
}  // namespace crosstown
