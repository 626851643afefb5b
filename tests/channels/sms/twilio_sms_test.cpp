// What the fixtures (channels/sms/fixtures) cannot show.
#include "channels/sms/twilio_sms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/channels/adapter_under_test.h"
#include "tests/config/fixture.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view url = "https://311.riverbend.example/hooks/city-sms";

TwilioSmsSettings settings() {
  return {.account_sid = std::string(fixture_account),
          .auth_tokens = {"made-for-this-test"},
          .numbers = {"+18015550100"},
          .messaging_services = {}};
}

// A sample as it would arrive.
Step arrive(const TwilioSms& adapter, const SampleText& text) {
  const SampleRequest sample = adapter.sample(text, url);
  std::vector<Header> headers = {{"Content-Type", sample.content_type}};
  for (const auto& [name, value] : sample.headers) headers.push_back({name, value});
  return adapter.receive({.method = "POST",
                          .target = "/hooks/city-sms",
                          .public_url = "https://311.riverbend.example",
                          .headers = headers,
                          .body = sample.body},
                         {});
}

TEST(TwilioSms, TakesItsOwnSample) {
  const TwilioSms adapter(settings(), Medium::sms);
  const Step step = arrive(
      adapter,
      {.from = "+18015550123", .to = {}, .text = "100% ñ & more", .provider_id = "SM1", .now = {}});
  const auto* const messages = std::get_if<Messages>(&step);
  ASSERT_NE(messages, nullptr);
  ASSERT_EQ(messages->size(), 1u);
  EXPECT_EQ(messages->front().text, "100% ñ & more");
  EXPECT_EQ(messages->front().from, "+18015550123");
  EXPECT_EQ(messages->front().to, "+18015550100");
  EXPECT_EQ(messages->front().provider_id, "SM1");
}

TEST(TwilioSms, WithoutNumbersAnyIsTaken) {
  TwilioSmsSettings any = settings();
  any.numbers.clear();
  const SampleText text{
      .from = "+18015550123", .to = "311311", .text = "hi", .provider_id = "SM1", .now = {}};
  EXPECT_TRUE(std::holds_alternative<Messages>(arrive(TwilioSms(any, Medium::sms), text)));
  any.messaging_services = {"MG00000000000000000000000000000001"};
  EXPECT_TRUE(std::holds_alternative<Refusal>(arrive(TwilioSms(any, Medium::sms), text)));
}

TEST(TwilioSms, TooMuchIsRefusedBeforeItIsSigned) {
  const TwilioSms adapter(settings(), Medium::sms);
  std::string fields;
  for (int i = 0; i < 1001; ++i) fields += "a=1&";
  const Header headers[] = {{"content-type", "application/x-www-form-urlencoded"}};
  for (const std::string& body : {fields, "Body=" + std::string(256 * 1024, 'a')}) {
    const Step step = adapter.receive({.method = "POST",
                                       .target = "/",
                                       .public_url = "https://example.org",
                                       .headers = headers,
                                       .body = body},
                                      {});
    ASSERT_TRUE(std::holds_alternative<Refusal>(step));
    EXPECT_EQ(std::get<Refusal>(step).code, RefusalCode::too_large);
  }
}

// Vector T7, made with Twilio's own Node SDK 6.2.0: the smallest event. It names no account.
TEST(TwilioSms, AnEventsSignatureIsOverTheUrlThatNamesItsBody) {
  TwilioSmsSettings vector = settings();
  vector.auth_tokens = {"12345678901234567890123456789012"};
  const TwilioSms adapter(vector, Medium::sms);
  const Header headers[] = {{"Content-Type", "application/json"},
                            {"X-Twilio-Signature", "HKTS/0VhVEoyUZPO7XUUL3YhICw="}};
  const auto code = [&](std::string_view body) {
    const Step step = adapter.receive(
        {.method = "POST",
         .target = "/twilio/events?bodySHA256="
                   "f4d7fe72cf8fbf168ed6c34868d97513f416127d52c9d81ecf2d180eff72a37a",
         .public_url = "https://crosstown.example.gov",
         .headers = headers,
         .body = body},
        {});
    const auto* const refusal = std::get_if<Refusal>(&step);
    return refusal == nullptr ? "" : rule_of(refusal->code).name;
  };
  constexpr std::string_view body =
      R"({"type":"com.twilio.messaging.inbound-message.received","data":{"body":"hola"}})";
  EXPECT_EQ(code(body), "wrong_account");
  EXPECT_EQ(code(std::string(body) + " "), "bad_signature");
}

// An operator's vouching spares these tests the signature.
Step released(const TwilioSms& adapter, std::string_view body) {
  const Header headers[] = {{"Content-Type", "application/json"}};
  return adapter.receive({.method = "POST",
                          .target = "/hooks/city-sms",
                          .public_url = "https://311.riverbend.example",
                          .headers = headers,
                          .body = body},
                         {.now = {}, .vouched = true});
}

TEST(TwilioSms, OneRequestBringsSoManyEventsAtMost) {
  const TwilioSms adapter(settings(), Medium::sms);
  const auto events = [](int count) {
    std::string body = "[";
    for (int i = 0; i < count; ++i) body += i == 0 ? R"({"type":"x"})" : R"(,{"type":"x"})";
    return body += ']';
  };
  EXPECT_TRUE(std::holds_alternative<Answer>(released(adapter, events(1000))));
  for (const std::string& body : {events(1001), "[]" + std::string(256 * 1024, ' ')}) {
    const Step step = released(adapter, body);
    ASSERT_TRUE(std::holds_alternative<Refusal>(step));
    EXPECT_EQ(std::get<Refusal>(step).code, RefusalCode::too_large);
  }
}

// Twilio repeats the whole request when any of its messages was not kept.
TEST(TwilioSms, EventsHaveOneAnswerForAll) {
  const TwilioSms adapter(settings(), Medium::sms);
  Message event;
  event.answered_inline = false;
  const Messages messages(3, event);
  const Outcome kept = Accepted{.tracking = "26-0001234-9", .duplicate = false, .words = "Thanks."};
  const Outcome lost = NotKept{RefusalCode::unavailable};
  const Step all = adapter.conclude(messages, std::vector<Outcome>{kept, kept, kept});
  ASSERT_TRUE(std::holds_alternative<Answer>(all));
  EXPECT_EQ(std::get<Answer>(all).status, 200);
  EXPECT_EQ(std::get<Answer>(all).body, "");
  for (const std::vector<Outcome>& outcomes :
       {std::vector<Outcome>{lost, kept, kept}, std::vector<Outcome>{kept, kept, lost}}) {
    const Step step = adapter.conclude(messages, outcomes);
    ASSERT_TRUE(std::holds_alternative<Refusal>(step));
    EXPECT_EQ(std::get<Refusal>(step).code, RefusalCode::unavailable);
  }
}

std::vector<std::string> problems_of(const std::string& yaml) {
  const config::Folder folder;
  folder.write("old", "first\n");
  folder.write("new", "second\n");
  config::Problems problems;
  config::Document document = config::Document::parse(yaml, folder.path() / "city.yaml", problems);
  config::Section section = document.root();
  EXPECT_NE(make_twilio_sms(section, Medium::sms), nullptr);
  section.finish();
  std::vector<std::string> found;
  for (const config::Problem& problem : problems.sorted()) found.push_back(problem.text);
  return found;
}

TEST(TwilioSms, ReadsItsKeys) {
  const std::string sid = "account_sid: " + std::string(fixture_account) + "\n";
  EXPECT_THAT(problems_of(sid + "auth_token: { file: old }"), ElementsAre());
  EXPECT_THAT(
      problems_of(sid + "auth_token: [{ file: new }, { file: old }]\n"
                        "numbers: [\"+18015550100\", \"311311\", \"whatsapp:+18015550100\"]\n"
                        "messaging_services: MG00000000000000000000000000000001"),
      ElementsAre());
  EXPECT_THAT(problems_of("account_sid: SK123\nauth_token: { file: old }"),
              ElementsAre(HasSubstr("32 hex digits")));
  EXPECT_THAT(problems_of(sid), ElementsAre(HasSubstr("auth_token")));
  EXPECT_THAT(problems_of(sid + "auth_token: []"), ElementsAre(HasSubstr("auth_token")));
  EXPECT_THAT(
      problems_of(sid + "auth_token: { file: old }\nnumbers: [\"801-555-0100\", \"+0\", \"\"]"),
      ElementsAre(HasSubstr("801-555-0100"), HasSubstr("+0"), HasSubstr("\"\"")));
  EXPECT_THAT(problems_of(sid + "auth_token: { file: old }\nmessaging_services: [AC1]"),
              ElementsAre(HasSubstr("AC1")));
  EXPECT_THAT(problems_of(sid + "auth_token: { file: old }\nnumber: \"+18015550100\""),
              ElementsAre(HasSubstr("numbers")));
}

}  // namespace
}  // namespace crosstown
