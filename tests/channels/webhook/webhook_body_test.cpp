// Limits and large bodies; shapes and types are in channels/webhook/fixtures.
#include "channels/webhook/webhook_body.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "channels/http/base64.h"

namespace crosstown {
namespace {

std::string detail(const std::string& body) {
  const auto read = read_webhook_body(body);
  const auto* const refusal = std::get_if<Refusal>(&read);
  return refusal == nullptr ? ""
                            : fmt::format("{} {}", rule_of(refusal->code).name, refusal->detail);
}

std::string of(std::size_t size) { return std::string(size, 'x'); }

struct Limit {
  const char* shape;
  std::size_t most;
  const char* detail;
};

constexpr Limit limits[] = {
    {R"({{"text":"{}"}})", 256 * 1024, "too_large text: at most 262144 bytes"},
    {R"({{"text":"x","from":"{}"}})", 320, "too_large from: at most 320 bytes"},
    {R"({{"text":"x","from":{{"address":"{}"}}}})", 320,
     "too_large from.address: at most 320 bytes"},
    {R"({{"text":"x","from":{{"name":"{}"}}}})", 256, "too_large from.name: at most 256 bytes"},
    {R"({{"text":"x","to":"{}"}})", 320, "too_large to: at most 320 bytes"},
    {R"({{"text":"x","subject":"{}"}})", 998, "too_large subject: at most 998 bytes"},
    {R"({{"text":"x","language":"{}"}})", 35, "too_large language: at most 35 bytes"},
    {R"({{"text":"x","place":{{"address":"{}"}}}})", 1024,
     "too_large place.address: at most 1024 bytes"},
    {R"({{"intent":{{"name":"{}"}}}})", 256, "too_large intent.name: at most 256 bytes"},
    {R"({{"intent":{{"name":"x","slots":{{"{}":""}}}}}})", 256,
     "malformed intent.slots: names of 256 and values of 1024 bytes at most expected"},
    {R"({{"intent":{{"name":"x","slots":{{"k":"{}"}}}}}})", 1024,
     "malformed intent.slots: names of 256 and values of 1024 bytes at most expected"},
};

TEST(WebhookBody, EveryStringHasItsLimit) {
  for (const Limit& limit : limits) {
    EXPECT_EQ(detail(fmt::format(fmt::runtime(limit.shape), of(limit.most))), "") << limit.detail;
    EXPECT_EQ(detail(fmt::format(fmt::runtime(limit.shape), of(limit.most + 1))), limit.detail);
  }
}

TEST(WebhookBody, SlotsAreCounted) {
  const auto body = [](int count) {
    std::string slots;
    for (int i = 0; i < count; ++i) slots += fmt::format("{}\"s{}\":\"\"", i == 0 ? "" : ",", i);
    return fmt::format(R"({{"intent":{{"name":"x","slots":{{{}}}}}}})", slots);
  };
  EXPECT_EQ(detail(body(64)), "");
  EXPECT_EQ(detail(body(65)), "malformed intent.slots: at most 64 expected");
}

TEST(WebhookBody, NestsNoDeeperThan32) {
  const auto body = [](std::size_t depth) {
    return R"({"text":"x","other":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') +
           "}";
  };
  EXPECT_EQ(detail(body(30)), "");
  EXPECT_TRUE(detail(body(40)).starts_with("malformed"));
}

TEST(WebhookBody, APhotographComesWhole) {
  std::string photograph;
  for (int i = 0; i < 700'000; ++i) photograph += static_cast<char>(i * 31);
  const auto read = read_webhook_body(
      fmt::format(R"({{"attachments":[{{"content_type":"image/jpeg","content":"{}"}}]}})",
                  base64_encode(photograph)));
  const auto* const message = std::get_if<Message>(&read);
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(message->attachments.at(0).bytes, photograph);
  EXPECT_EQ(message->attachments.at(0).size, photograph.size());
  EXPECT_EQ(message->attachments.at(0).id, "");
}

TEST(WebhookBody, TheFirstMistakeIsTold) {
  EXPECT_EQ(detail(R"({"text":1,"subject":2,"place":[]})"), "malformed text: string expected");
}

TEST(WebhookBody, NeverRepeatsWhatWasSent) {
  EXPECT_EQ(detail(R"({"intent":{"name":"x","slots":{"my secret":1}}})").find("my secret"),
            std::string::npos);
}

}  // namespace
}  // namespace crosstown
