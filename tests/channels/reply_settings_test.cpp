// The keys of `reply:`, and mistakes in them.
#include "channels/reply_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channels/registry.h"
#include "tests/config/fixture.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Made {
  std::unique_ptr<Adapter> adapter;
  std::vector<std::string> problems;
  [[nodiscard]] const ReplyWriter& writer() const {
    return dynamic_cast<const ReplyWriter&>(*adapter);
  }
};

Made make(std::string_view adapter, const std::string& keys) {
  const config::Folder folder;
  folder.write("secret", "whsec_Y3Jvc3N0b3duLWRlbW8tc2VjcmV0LTI0\n");
  config::Problems problems;
  config::Section channel =
      config::Document::parse(keys, folder.path() / "city.yaml", problems).root();
  Made made;
  made.adapter = find_adapter(adapter)->make(channel, Medium::sms);
  channel.finish();
  made.problems = config::texts(problems);
  return made;
}

Made twilio(const std::string& reply) {
  return make("twilio-sms",
              "account_sid: AC00000000000000000000000000000311\n"
              "auth_token: { file: secret }\nnumbers: [\"+18015550100\"]\n" +
                  (reply.empty() ? "" : "reply: { " + reply + " }\n"));
}

Made webhook(const std::string& reply) {
  return make("webhook",
              "secret: { file: secret }\n" + (reply.empty() ? "" : "reply: { " + reply + " }\n"));
}

TEST(ReplyKeys, AChannelRepliesAsItsAdapterDoes) {
  const Made usual = twilio("");
  EXPECT_THAT(usual.problems, IsEmpty());
  EXPECT_TRUE(usual.writer().can_reply());
  EXPECT_EQ(usual.writer().reply_settings().interval, 1s);
  EXPECT_FALSE(webhook("").writer().can_reply());
  const Made other = webhook("url: \"https://kiosk.example.org/replies\"");
  EXPECT_THAT(other.problems, IsEmpty());
  EXPECT_TRUE(other.writer().can_reply());
}

TEST(ReplyKeys, AChannelOfTextsMayWriteFirstIfItKnowsWhomItSendsAs) {
  const std::string service = "MG00000000000000000000000000000001";
  EXPECT_EQ(twilio("").writer().begins_as(), "+18015550100");
  EXPECT_EQ(twilio("from: \"+18015550100\"").writer().begins_as(), "+18015550100");
  EXPECT_EQ(twilio("messaging_service: " + service).writer().begins_as(), "");
  const Made any = make("twilio-sms",
                        "account_sid: AC00000000000000000000000000000311\n"
                        "auth_token: { file: secret }\n");
  EXPECT_EQ(any.writer().begins_as(), std::nullopt);
  EXPECT_EQ(webhook("").writer().begins_as(), std::nullopt);
  EXPECT_EQ(webhook("url: \"https://sms.example.org/replies\"").writer().begins_as(), "");
}

TEST(ReplyKeys, EveryKeyIsRead) {
  const Made made = twilio(
      "interval: 100ms, burst: 5, give_up_after: 2h, unknown: repeat, "
      "receipts: true, from: \"+18015550100\", api: \"https://a.example.org\"");
  EXPECT_THAT(made.problems, IsEmpty());
  const ReplySettings& settings = made.writer().reply_settings();
  EXPECT_EQ(settings.interval, 100ms);
  EXPECT_EQ(settings.burst, 5);
  EXPECT_EQ(settings.give_up_after, 2h);
  EXPECT_TRUE(settings.repeat_unknown);
  EXPECT_TRUE(settings.receipts);
  OutgoingText text;
  text.to = "+18015550123";
  EXPECT_THAT(std::get<ProviderCall>(made.writer().compose(text)).url,
              HasSubstr("https://a.example.org/2010-04-01/"));
}

TEST(ReplyKeys, MistakesAreTold) {
  struct {
    Made made;
    const char* problem;
  } const cases[] = {
      {twilio("interval: 2h"), "interval must be 1ms to 1h"},
      {twilio("give_up_after: 30d"), "give_up_after must be 1m to 7d"},
      {twilio("burst: 0"), "burst must be"},
      {twilio("unknown: repaet"), "did you mean \"repeat\""},
      {twilio("intervall: 1s"), "did you mean \"interval\""},
      {twilio("from: \"0801\""), "neither E.164"},
      {twilio("from: \"+18015550199\""), "not one of the channel's `numbers`"},
      {twilio("messaging_service: MG1"), "is not \"MG\" and 32 hex digits"},
      {twilio("from: \"+18015550100\", messaging_service: MG00000000000000000000000000000001"),
       "give either `from` or `messaging_service`"},
      {twilio("api: \"ftp://a.example.org\""), "api must be an https:// address"},
      {webhook("burst: 2"), "url is missing"},
      {webhook("url: \"https://u:p@kiosk.example.org/\""), "url must be an https:// address"},
  };
  for (const auto& [made, problem] : cases)
    EXPECT_THAT(made.problems, ElementsAre(HasSubstr(problem)));
}

}  // namespace
}  // namespace crosstown
