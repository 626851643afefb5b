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
          .numbers = {"+18015550311"},
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
  EXPECT_EQ(messages->front().to, "+18015550311");
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
                        "numbers: [\"+18015550311\", \"311311\", \"whatsapp:+18015550311\"]\n"
                        "messaging_services: MG00000000000000000000000000000001"),
      ElementsAre());
  EXPECT_THAT(problems_of("account_sid: SK123\nauth_token: { file: old }"),
              ElementsAre(HasSubstr("32 hex digits")));
  EXPECT_THAT(problems_of(sid), ElementsAre(HasSubstr("auth_token")));
  EXPECT_THAT(problems_of(sid + "auth_token: []"), ElementsAre(HasSubstr("auth_token")));
  EXPECT_THAT(
      problems_of(sid + "auth_token: { file: old }\nnumbers: [\"801-555-0311\", \"+0\", \"\"]"),
      ElementsAre(HasSubstr("801-555-0311"), HasSubstr("+0"), HasSubstr("\"\"")));
  EXPECT_THAT(problems_of(sid + "auth_token: { file: old }\nmessaging_services: [AC1]"),
              ElementsAre(HasSubstr("AC1")));
  EXPECT_THAT(problems_of(sid + "auth_token: { file: old }\nnumber: \"+18015550311\""),
              ElementsAre(HasSubstr("numbers")));
}

}  // namespace
}  // namespace crosstown
