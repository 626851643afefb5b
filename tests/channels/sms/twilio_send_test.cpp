// Sending by Twilio: the call, what every answer means, the look-up, status callbacks.
#include "channels/sms/twilio_send.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channels/http/base64.h"
#include "channels/sms/twilio_errors.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using State = DeliveryReport::State;

constexpr auto account = "AC00000000000000000000000000000311";
const Time begun = *twilio_date("Sun, 22 Nov 2026 16:04:05 +0000");

TwilioSendSettings settings() {
  return {.account_sid = account, .auth_token = "a token", .from = {}, .messaging_service = {}};
}

OutgoingText reply() {
  OutgoingText text;
  text.id = "0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11";
  text.handle = "26-0001234-9." + text.id;
  text.tracking = "26-0001234-9";
  text.to = "+18015550123";
  text.from = "+18015550100";
  text.text = "Mañana & pasado";
  text.hook_url = "https://311.riverbend.example/hooks/city-sms";
  return text;
}

std::string header(const ProviderCall& call, std::string_view name) {
  for (const auto& [key, value] : call.headers)
    if (key == name) return value;
  return {};
}

// "sent SM1", "later 20429 … after 7", "rejected …", "unclear …".
std::string told(const SendOutcome& outcome) {
  if (const auto* sent = std::get_if<Sent>(&outcome)) return "sent " + sent->provider_id;
  if (const auto* rejected = std::get_if<Rejected>(&outcome))
    return (rejected->opted_out ? "opted out " : "rejected ") + rejected->reason;
  if (const auto* unclear = std::get_if<Unclear>(&outcome)) return "unclear " + unclear->reason;
  const auto& later = std::get<Later>(outcome);
  return (later.ours ? "ours " : "later ") + later.reason +
         (later.after ? " after " + std::to_string(later.after->count()) : "");
}

TEST(TwilioSend, TheCallCreatesAMessage) {
  const auto made = TwilioSend(settings()).compose(reply());
  const auto& call = std::get<ProviderCall>(made);
  EXPECT_EQ(call.method, "POST");
  EXPECT_EQ(call.url, std::string("https://api.twilio.com/2010-04-01/Accounts/") + account +
                          "/Messages.json");
  EXPECT_EQ(header(call, "Authorization"),
            "Basic " + base64_encode(std::string(account) + ":a token"));
  EXPECT_EQ(header(call, "Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(call.body,
            "To=%2B18015550123&From=%2B18015550100&Body=Ma%C3%B1ana+%26+pasado&StatusCallback="
            "https%3A%2F%2F311.riverbend.example%2Fhooks%2Fcity-sms%3Freply%3D26-0001234-9."
            "0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11");
}

TEST(TwilioSend, WhoSendsIsConfiguredOrTheNumberThatWasWrittenTo) {
  TwilioSendSettings other = settings();
  other.from = "+18015550199";
  EXPECT_THAT(std::get<ProviderCall>(TwilioSend(other).compose(reply())).body,
              HasSubstr("From=%2B18015550199&"));
  other.messaging_service = "MG00000000000000000000000000000001";
  const std::string body = std::get<ProviderCall>(TwilioSend(other).compose(reply())).body;
  EXPECT_THAT(body, HasSubstr("MessagingServiceSid=MG0"));
  EXPECT_THAT(body, Not(HasSubstr("From=")));
  OutgoingText nobody = reply();
  nobody.from.clear();
  EXPECT_TRUE(std::holds_alternative<Rejected>(TwilioSend(settings()).compose(nobody)));
  OutgoingText no_door = reply();
  no_door.hook_url.clear();
  EXPECT_THAT(std::get<ProviderCall>(TwilioSend(settings()).compose(no_door)).body,
              Not(HasSubstr("StatusCallback")));
}

TEST(TwilioSend, WhatAnswersMean) {
  struct {
    int status;
    const char* body;
    const char* told;
  } const cases[] = {
      {201, R"({"sid":"SM1","status":"queued"})", "sent SM1"},
      {201, "{}", "unclear an answer without a sid"},
      {200, "<html>", "unclear an answer without a sid"},
      {400, R"({"code":21211,"status":400})", "rejected 21211 invalid number"},
      {400, R"({"code":21610})", "opted out 21610 the resident has opted out"},
      {400, R"({"code":21617})", "rejected 21617 longer than 1600 characters"},
      {400, R"({"code":99999})", "rejected 99999"},
      {400, "", "rejected HTTP 400"},
      {401, R"({"code":20003})", "ours 20003 wrong credentials after 300"},
      {403, "", "ours HTTP 403 after 300"},
      {404, R"({"code":20404})", "ours 20404 no such account after 300"},
      {429, R"({"code":20429})", "later 20429 too many requests after 7"},
      {400, R"({"code":21611})", "later 21611 our number's queue is full after 7"},
      {500, "", "unclear HTTP 500"},
      {502, "<html>", "unclear HTTP 502"},
      {503, "", "later HTTP 503 after 7"},
      {307, "", "unclear HTTP 307"},
  };
  const Header after[] = {{"retry-after", "7"}};
  for (const auto& one : cases)
    EXPECT_EQ(told(TwilioSend(settings()).read({one.status, after, one.body})), one.told)
        << one.status << ' ' << one.body;
}

TEST(TwilioSend, TheTableIsInTheOrderThatItIsSearchedIn) {
  for (const int code : {20003, 20404, 21610, 21611, 30001, 30007, 30034, 63038})
    EXPECT_NE(twilio_error(code), nullptr) << code;
  EXPECT_EQ(twilio_error(1), nullptr);
}

std::string message(const std::string& sid, const std::string& body, const std::string& date,
                    const std::string& to = "+18015550123",
                    const std::string& direction = "outbound-api") {
  return R"({"sid":")" + sid + R"(","body":")" + body + R"(","to":")" + to + R"(","direction":")" +
         direction + R"(","date_created":")" + date + R"("})";
}

std::string look_up(const std::string& list, const std::string& next = "null") {
  const std::string body = R"({"messages":[)" + list + R"(],"next_page_uri":)" + next + "}";
  const std::vector<std::string> known{"SMknown"};
  const auto found = TwilioSend(settings()).read_look_up(reply(), begun, known, {200, {}, body});
  if (const auto* sent = std::get_if<Sent>(&found)) return sent->provider_id;
  return std::holds_alternative<NotThere>(found) ? "not there" : "unclear";
}

TEST(TwilioSend, TheLookUpAsksForTheNewestMessagesToTheResident) {
  const ProviderCall call = TwilioSend(settings()).look_up(reply());
  EXPECT_EQ(call.method, "GET");
  EXPECT_THAT(call.url,
              HasSubstr("/Messages.json?To=%2B18015550123&From=%2B18015550100&PageSize="));
}

TEST(TwilioSend, AMessageIsFoundByTextAndTime) {
  const std::string text = "Mañana & pasado", now = "Sun, 22 Nov 2026 16:04:06 +0000",
                    long_ago = "Sun, 22 Nov 2026 15:04:06 +0000";
  EXPECT_EQ(look_up(message("SM1", text, now)), "SM1");
  EXPECT_EQ(look_up(message("SM1", "Sent from your Twilio trial account - " + text, now)), "SM1");
  EXPECT_EQ(look_up(message("SM1", text, "Sun, 22 Nov 2026 16:03:00 +0000")), "SM1");
  EXPECT_EQ(look_up(message("SM1", text, long_ago)), "not there");
  EXPECT_EQ(look_up(message("SM1", "other", now)), "not there");
  EXPECT_EQ(look_up(message("SM1", text, now, "+18015550124")), "not there");
  EXPECT_EQ(look_up(message("SM1", text, now, "+18015550123", "inbound")), "not there");
  EXPECT_EQ(look_up(message("SMknown", text, now)), "not there");
  EXPECT_EQ(look_up(message("SMknown", text, now) + "," + message("SM2", text, now)), "SM2");
  EXPECT_EQ(look_up(""), "not there");
  EXPECT_EQ(look_up(message("SM1", "other", now), R"("/next")"), "unclear");
  EXPECT_EQ(look_up(message("SM1", "other", long_ago), R"("/next")"), "not there");
}

TEST(TwilioSend, ALookUpThatFailsTellsNothing) {
  for (const ProviderAnswer& answer :
       {ProviderAnswer{500, {}, ""}, ProviderAnswer{200, {}, "{}"}, ProviderAnswer{200, {}, "x"},
        ProviderAnswer{401, {}, R"({"code":20003})"}}) {
    const auto found = TwilioSend(settings()).read_look_up(reply(), begun, {}, answer);
    EXPECT_TRUE(std::holds_alternative<Unclear>(found));
  }
}

TEST(TwilioSend, DatesAreRead) {
  EXPECT_EQ(begun, Time(1795363445s));
  for (const char* text : {"", "Sun, 22 Nov 2026 16:04:05 +0100", "Sun, 22 Nox 2026 16:04:05 +0000",
                           "Sun, 99 Nov 2026 16:04:05 +0000", "2026-11-22T16:04:05Z"})
    EXPECT_FALSE(twilio_date(text)) << text;
}

TEST(TwilioReport, WhatStatusCallbacksSay) {
  struct {
    const char* form;
    std::optional<State> state;
    const char* reason;
    bool opted_out;
  } const cases[] = {
      {"MessageStatus=queued", std::nullopt, "", false},
      {"MessageStatus=sending", std::nullopt, "", false},
      {"MessageStatus=sent", State::sent, "", false},
      {"MessageStatus=delivered", State::delivered, "", false},
      {"MessageStatus=read", State::delivered, "", false},
      {"MessageStatus=undelivered&ErrorCode=30003", State::failed, "30003 unreachable handset",
       false},
      {"MessageStatus=failed&ErrorCode=21610", State::failed, "21610 the resident has opted out",
       true},
      {"MessageStatus=failed", State::failed, "failed", false},
      {"MessageStatus=strange", std::nullopt, "", false},
  };
  for (const auto& one : cases) {
    Form form;
    ASSERT_TRUE(form.decode(std::string("MessageSid=SM1&") + one.form));
    const auto report = twilio_report("/hooks/city-sms?a=b&reply=26-0001234-9.x&c=d", form);
    ASSERT_EQ(report.has_value(), one.state.has_value()) << one.form;
    if (!report) continue;
    EXPECT_EQ(report->handle, "26-0001234-9.x");
    EXPECT_EQ(report->provider_id, "SM1");
    EXPECT_EQ(report->state, *one.state) << one.form;
    EXPECT_EQ(report->reason, one.reason);
    EXPECT_EQ(report->opted_out, one.opted_out);
  }
  Form form;
  ASSERT_TRUE(form.decode("MessageSid=SM1&MessageStatus=delivered"));
  for (const char* target : {"/hooks/city-sms", "/hooks/city-sms?xreply=1", "reply=1", "/h?reply="})
    EXPECT_FALSE(twilio_report(target, form)) << target;
}

}  // namespace
}  // namespace crosstown
