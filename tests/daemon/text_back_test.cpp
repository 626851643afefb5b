// A reply that waits for its resident is texted as well: to the number that they gave, as the
// channel of texts writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/registry.h>
#include <unistd.h>

#include "channels/sms/twilio_sms.h"
#include "channels/voice/assistant.h"
#include "daemon/sender/replies.h"
#include "tests/daemon/admin/small_city.h"
#include "tests/store/lane_fixture.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using namespace std::chrono_literals;
using State = Replies::Result::State;

constexpr int partitions = 2;  // the request lies in 0, whoever is texted in 1

Channel channel(std::string name, std::shared_ptr<const HttpAdapter> adapter) {
  Channel made;
  made.name = std::move(name);
  made.adapter = std::move(adapter);
  return made;
}

std::shared_ptr<City> city_that_texts_by(std::string text_by) {
  const std::string key = "made-for-this-test-alone";
  auto city = small_city();
  city->channels.emplace(
      "lobby", channel("lobby", std::make_shared<Assistant>(std::span(&key, 1), "", text_by)));
  TwilioSmsSettings twilio;
  twilio.account_sid = "AC00000000000000000000000000000311";
  twilio.auth_tokens = {key};
  twilio.numbers = {"+18015550100"};
  city->channels.emplace("city-sms",
                         channel("city-sms", std::make_shared<TwilioSms>(twilio, Medium::sms)));
  return city;
}

class TextBack : public ::testing::Test {
 protected:
  TextBack() : phone_(phone_of_partition(1)) {
    while (!running_.store().health().up) usleep(1000);
    Delivery report = testing::delivery("turn-1");
    report.channel = "lobby";
    report.tail = R"("type":"pothole"},"from":{"address":"lobby-7"},"to":null,"language":"en"}})";
    tracking_ = running_.keep(std::move(report)).tracking;
    epoch_ = running_.run(outbox().hold(0, "d1", 60s)).epoch;
  }

  static std::string phone_of_partition(int wanted) {
    for (int n = 100; n < 200; ++n) {
      std::string phone = "+18015550" + std::to_string(n);
      if (conversation_with("city-sms", phone, partitions).partition == wanted) return phone;
    }
    return {};
  }

  static StoreSettings settings_of(const testing::RedisServer& redis) {
    StoreSettings settings = redis.settings();
    settings.partitions = partitions;
    return settings;
  }
  Outbox& outbox() { return running_.store().outbox(); }
  void give_number() {
    EXPECT_TRUE(running_.run(running_.store().set_note(0, tracking_, "text", phone_, 60s)));
  }
  void opt_out(bool out) {
    const Identity own = conversation_with("city-sms", phone_, partitions);
    EXPECT_TRUE(running_.run(running_.store().set_opt_out(1, own.conversation, out)));
  }
  Replies::Result reply(const std::string& key = "", const std::string& text = "On Tuesday.") {
    Replies::Wanted wanted;
    wanted.tracking = tracking_;
    wanted.text = text;
    wanted.by = "desk";
    wanted.key = key;
    return running_.run(replies_.queue(city_, std::move(wanted)));
  }
  std::vector<TakenReply> take() {
    std::vector<Outbox::ChannelPace> paces{{"lobby", 1ms, 1000, {}}, {"city-sms", 1ms, 1000, {}}};
    std::vector<TakenReply> taken = running_.run(outbox().take(0, epoch_, 10, paces)).replies;
    for (const TakenReply& one : taken)
      EXPECT_EQ(running_.run(outbox().sent(one, "")), Outbox::Settled::done);
    return taken;
  }
  std::vector<std::string> channels_taken() {
    std::vector<std::string> names;
    for (const TakenReply& one : take()) names.push_back(one.channel);
    return names;
  }

  testing::RedisServer redis_;
  testing::Running running_{settings_of(redis_)};
  prometheus::Registry registry_;
  ReplyMetrics metrics_{registry_};
  Replies replies_{running_.store().outbox(), metrics_, [] {}};
  std::shared_ptr<City> city_ = city_that_texts_by("city-sms");
  const std::string phone_;
  std::string tracking_;
  std::int64_t epoch_ = 0;
};

TEST_F(TextBack, TheTextGoesBesideTheReplyThatWaits) {
  give_number();
  EXPECT_EQ(reply().state, State::queued);
  const auto taken = take();
  ASSERT_EQ(taken.size(), 2u);
  const TakenReply& waits = taken[taken[0].channel == "lobby" ? 0 : 1];
  const TakenReply& text = taken[taken[0].channel == "lobby" ? 1 : 0];
  EXPECT_EQ(waits.channel, "lobby");
  EXPECT_EQ(waits.text, "On Tuesday.");
  EXPECT_EQ(text.channel, "city-sms");
  EXPECT_EQ(text.to, phone_);
  EXPECT_EQ(text.from, "+18015550100");
  EXPECT_EQ(text.tracking, tracking_);
  EXPECT_EQ(text.text, "Riverbend, your request " + tracking_ + ": On Tuesday.");
  EXPECT_EQ(text.conversation, conversation_with("city-sms", phone_, partitions).conversation);
  EXPECT_TRUE(outbox().written_from_afar(text));
}

TEST_F(TextBack, TheSameKeyIsTextedOnce) {
  give_number();
  EXPECT_EQ(reply("k1").state, State::queued);
  EXPECT_EQ(reply("k1").state, State::known);
  EXPECT_THAT(channels_taken(), UnorderedElementsAre("lobby", "city-sms"));
  EXPECT_THAT(channels_taken(), IsEmpty());
}

// Its first call ended between the two.
TEST_F(TextBack, TheSameKeyBringsWhatIsMissing) {
  EXPECT_EQ(reply("k1").state, State::queued);
  give_number();
  EXPECT_EQ(reply("k1").state, State::known);
  EXPECT_THAT(channels_taken(), UnorderedElementsAre("lobby", "city-sms"));
}

TEST_F(TextBack, WithoutANumberNothingIsTexted) {
  EXPECT_EQ(reply().state, State::queued);
  EXPECT_THAT(channels_taken(), ElementsAre("lobby"));
}

TEST_F(TextBack, WithoutAChannelNothingIsTexted) {
  give_number();
  for (const char* const text_by : {"", "gone", "lobby"}) {
    city_ = city_that_texts_by(text_by);
    EXPECT_EQ(reply().state, State::queued) << text_by;
    EXPECT_THAT(channels_taken(), ElementsAre("lobby")) << text_by;
  }
}

TEST_F(TextBack, WhoOptedOutIsNotTexted) {
  give_number();
  opt_out(true);
  EXPECT_EQ(reply().state, State::queued);
  EXPECT_THAT(channels_taken(), ElementsAre("lobby"));
  opt_out(false);
  EXPECT_EQ(reply().state, State::queued);
  EXPECT_THAT(channels_taken(), UnorderedElementsAre("lobby", "city-sms"));
}

// take() looks at the request's partition alone.
TEST_F(TextBack, WhoOptsOutMeanwhileIsFound) {
  give_number();
  EXPECT_EQ(reply().state, State::queued);
  opt_out(true);
  EXPECT_EQ(running_.run(outbox().opted_out("city-sms", phone_)), std::optional(true));
  opt_out(false);
  EXPECT_EQ(running_.run(outbox().opted_out("city-sms", phone_)), std::optional(false));
}

TEST_F(TextBack, TheProvidersWordHoldsUntilTheResidentOptsIn) {
  give_number();
  EXPECT_EQ(reply().state, State::queued);
  std::vector<Outbox::ChannelPace> paces{{"city-sms", 1ms, 1000, {}}};
  const auto taken = running_.run(outbox().take(0, epoch_, 10, paces)).replies;
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(running_.run(outbox().failed(taken[0], "21610", true)), Outbox::Settled::done);
  EXPECT_EQ(reply("", "again").state, State::queued);
  EXPECT_THAT(running_.run(outbox().take(0, epoch_, 10, paces)).replies, IsEmpty());
  opt_out(false);
  EXPECT_EQ(reply("", "welcome back").state, State::queued);
  EXPECT_EQ(running_.run(outbox().take(0, epoch_, 10, paces)).replies.size(), 1u);
}

TEST_F(TextBack, WhatIsTooLongWithItsIntroductionGoesWithout) {
  give_number();
  city_->name = std::string(700, 'R');
  const std::string words(1000, 'x');
  EXPECT_EQ(reply("", words).state, State::queued);
  for (const TakenReply& one : take()) EXPECT_EQ(one.text, words) << one.channel;
}

}  // namespace
}  // namespace crosstown
