#include "channels/registry.h"

#include <gtest/gtest.h>

#include <set>

namespace crosstown {
namespace {

TEST(Registry, FindsAdaptersByName) {
  for (const AdapterEntry& entry : adapters()) EXPECT_EQ(find_adapter(entry.name), &entry);
  EXPECT_EQ(find_adapter("twilio"), nullptr);
  EXPECT_EQ(find_adapter(""), nullptr);
}

TEST(Registry, TheMediumIsTheAdaptersOrTheChannels) {
  ASSERT_NE(find_adapter("twilio-sms"), nullptr);
  ASSERT_NE(find_adapter("webhook"), nullptr);
  EXPECT_EQ(find_adapter("alexa")->medium, Medium::voice_assistant);
  EXPECT_EQ(find_adapter("assistant")->medium, Medium::voice_assistant);
  EXPECT_EQ(find_adapter("twilio-sms")->medium, Medium::sms);
  EXPECT_EQ(find_adapter("webhook")->medium, std::nullopt);
}

TEST(Refusals, HaveANameAndAStatusEach) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(RefusalCode::unavailable); ++code) {
    const RefusalRule& rule = rule_of(static_cast<RefusalCode>(code));
    EXPECT_EQ(static_cast<int>(rule.code), code);
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_EQ(rule.retryable, rule.http_status >= 500 || rule.http_status == 429) << rule.name;
    EXPECT_TRUE(rule.text.ends_with('.')) << rule.name;
  }
}

}  // namespace
}  // namespace crosstown
