// What the fixtures (channels/webhook/fixtures) cannot show.
#include "channels/webhook/webhook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channels/http/base64.h"
#include "tests/config/fixture.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Webhook, TakesItsOwnSample) {
  const std::string key = "made-for-this-test";
  const Webhook adapter({&key, 1}, Medium::app);
  const Time now = Time(std::chrono::milliseconds(1764000000999));
  const SampleRequest sample = adapter.sample(
      {.from = "+18015550123", .to = "kiosk", .text = "\"ñ\"\n", .provider_id = "m1", .now = now},
      "https://example.org");
  std::vector<Header> headers = {{"Content-Type", sample.content_type}};
  for (const auto& [name, value] : sample.headers) headers.push_back({name, value});
  const Step step = adapter.receive({.method = "POST",
                                     .target = "/",
                                     .public_url = "https://example.org",
                                     .headers = headers,
                                     .body = sample.body},
                                    {.now = now});
  const auto* const messages = std::get_if<Messages>(&step);
  ASSERT_NE(messages, nullptr);
  EXPECT_EQ(messages->at(0).text, "\"ñ\"\n");
  EXPECT_EQ(messages->at(0).from, "+18015550123");
  EXPECT_EQ(messages->at(0).to, "kiosk");
  EXPECT_EQ(messages->at(0).provider_id, "m1");
  EXPECT_EQ(messages->at(0).medium, Medium::app);
}

std::vector<std::string> problems_of(const std::string& yaml) {
  const config::Folder folder;
  folder.write("good", "whsec_" + base64_encode(std::string(32, 'k')) + "\n");
  folder.write("other", base64_encode(std::string(24, 'j')) + "\n");
  folder.write("short", base64_encode(std::string(23, 'k')) + "\n");
  folder.write("text", "correct horse battery staple\n");
  config::Problems problems;
  config::Document document = config::Document::parse(yaml, folder.path() / "city.yaml", problems);
  config::Section section = document.root();
  EXPECT_NE(make_webhook(section, Medium::app), nullptr);
  section.finish();
  std::vector<std::string> found;
  for (const config::Problem& problem : problems.sorted()) found.push_back(problem.text);
  return found;
}

TEST(Webhook, ReadsItsKeys) {
  EXPECT_THAT(problems_of("secret: { file: good }"), ElementsAre());
  EXPECT_THAT(problems_of("secrets: [{ file: good }, { file: other }]"), ElementsAre());
  EXPECT_THAT(problems_of("secret: { file: short }"), ElementsAre(HasSubstr("openssl rand")));
  EXPECT_THAT(problems_of("secret: { file: text }"), ElementsAre(HasSubstr("openssl rand")));
  EXPECT_THAT(problems_of("secrets: []"), ElementsAre(HasSubstr("at least one")));
  EXPECT_THAT(problems_of("secrets: [{ file: good }]\nsecret: { file: other }"),
              ElementsAre(HasSubstr("not both")));
  EXPECT_THAT(problems_of("{}"), ElementsAre(HasSubstr("secret")));
}

}  // namespace
}  // namespace crosstown
