// Sending to a city's program, and what the program reports.
#include "channels/webhook/webhook_send.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const std::string key(32, 'k');

TEST(WebhookSend, TheCallIsSignedAndItsIdStays) {
  OutgoingText text;
  text.id = "0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11";
  text.handle = "26-0001234-9." + text.id;
  text.tracking = "26-0001234-9";
  text.to = "kiosk-7";
  text.text = "\"Listo\"";
  text.now = Time(1764000000s);
  const WebhookSend send("https://kiosk.example.org/replies", key);
  const ProviderCall call = send.compose(text);
  EXPECT_EQ(call.method, "POST");
  EXPECT_EQ(call.url, "https://kiosk.example.org/replies");
  EXPECT_THAT(call.body, HasSubstr(R"("type":"crosstown.reply")"));
  EXPECT_THAT(call.body, HasSubstr(R"("to":"kiosk-7","from":"","text":"\"Listo\"")"));
  const WebhookHeaders headers{call.headers[1].second, call.headers[2].second,
                               call.headers[3].second};
  EXPECT_EQ(headers.id, text.id);
  EXPECT_EQ(headers.timestamp, "1764000000");
  EXPECT_TRUE(StandardWebhooks({&key, 1}).matches(headers, call.body));
  text.now += 60s;
  EXPECT_EQ(send.compose(text).headers[1].second, text.id);
}

TEST(WebhookSend, WhatAnswersMean) {
  struct {
    int status;
    const char* body;
    const char* kind;
  } const cases[] = {{200, R"({"id":"17"})", "sent 17"},
                     {204, "", "sent "},
                     {400, "", "rejected"},
                     {410, "", "rejected"},
                     {422, "", "rejected"},
                     {429, "", "later"},
                     {500, "", "later"},
                     {503, "", "later"},
                     {301, "", "ours"},
                     {401, "", "ours"},
                     {404, "", "ours"}};
  for (const auto& one : cases) {
    const SendOutcome outcome = WebhookSend::read({one.status, {}, one.body});
    std::string kind = "rejected";
    if (const auto* sent = std::get_if<Sent>(&outcome)) kind = "sent " + sent->provider_id;
    if (const auto* later = std::get_if<Later>(&outcome)) kind = later->ours ? "ours" : "later";
    EXPECT_EQ(kind, one.kind) << one.status;
  }
}

TEST(WebhookReport, OnlyWhatNamesAReplyIsOne) {
  for (const char* body : {"", "{}", R"({"text":"\"reply\""})", R"({"reply":7,"text":"a"})",
                           R"(["reply"])", R"({"text":"reply"})"})
    EXPECT_FALSE(webhook_report(body)) << body;
  const auto report =
      webhook_report(R"({"reply":"26-0001234-9.x","status":"failed","reason":"paper jam"})");
  ASSERT_TRUE(report);
  const auto& read = std::get<DeliveryReport>(*report);
  EXPECT_EQ(read.handle, "26-0001234-9.x");
  EXPECT_EQ(read.state, DeliveryReport::State::failed);
  EXPECT_EQ(read.reason, "paper jam");
  const auto wrong = webhook_report(R"({"reply":"26-0001234-9.x","status":"maybe"})");
  ASSERT_TRUE(wrong);
  EXPECT_EQ(std::get<Refusal>(*wrong).code, RefusalCode::malformed);
}

}  // namespace
}  // namespace crosstown
