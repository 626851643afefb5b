#include "router/message/envelope.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <limits>

#include "router/message/json.h"

namespace crosstown {
namespace {

Message sample() {
  Message message;
  message.id = "0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11";
  message.time = Time(std::chrono::milliseconds(1'795'363'445'123));
  message.medium = Medium::sms;
  message.channel = "city-sms";
  message.adapter = "twilio-sms";
  message.provider_id = "SM0123";
  message.from = "+18015550123";
  message.to = "+18015550100";
  message.language = "es";
  message.text = "Hay un \"bache\" \\ aquí\n";
  return message;
}

Routing routing() {
  return {"public-works", "pothole", Priority::normal, "potholes", {"text matched \"bache\""}};
}

TEST(Envelope, WholeEvent) {
  EXPECT_EQ(
      joined(fragments(sample(), routing(), "c-1"), "26-0001234-9", 3, true, "public-works"),
      R"({"specversion":"1.0","id":"0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11",)"
      R"("type":"crosstown.message.received","source":"/channels/city-sms",)"
      R"("time":"2026-11-22T16:04:05.123Z","datacontenttype":"application/json",)"
      R"("subject":"26-0001234-9","data":{"sequence":3,"new_request":true,)"
      R"("routing":{"queue":"public-works","type":"pothole","priority":"normal","tier":1,)"
      R"("rule":"potholes","why":["text matched \"bache\""],"after_hours":false},"medium":"sms",)"
      R"("channel":"city-sms","adapter":"twilio-sms","provider_id":"SM0123","conversation":"c-1",)"
      R"("from":{"address":"+18015550123"},"to":{"address":"+18015550100"},"language":"es",)"
      R"("subject":null,"text":"Hay un \"bache\" \\ aquí\n","attachments":[]}})");
}

TEST(Envelope, TellsTheTier) {
  Routing second = routing();
  second.tier = 2;
  EXPECT_NE(fragments(sample(), second, "c-1").tail.find(R"("tier":2,"rule":)"), std::string::npos);
}

TEST(Envelope, TellsAreasAndWhatThePlaceWasFoundBy) {
  Message message = sample();
  message.place = Place{40.3, -111.7, "1 Main St", {{"ward", "3"}, {"trash_day", "Tue"}}, "street"};
  EXPECT_TRUE(
      fragments(message, routing(), "c-1")
          .tail.ends_with(R"("place":{"lat":40.3,"lon":-111.7,"address":"1 Main St",)"
                          R"("areas":{"ward":"3","trash_day":"Tue"},"located_by":"street"}}})"));
}

TEST(Envelope, EndsOfFragments) {
  const EventFragments cut = fragments(sample(), routing(), "c-1");
  EXPECT_TRUE(cut.head.ends_with(R"("subject":")"));
  EXPECT_TRUE(cut.tail.starts_with(R"("type":)"));
}

// data's member, read back by another parser than ours.
std::string member(const Message& message, std::string_view pointer) {
  simdjson::dom::parser parser;
  simdjson::dom::element event;
  const std::string json =
      joined(fragments(message, routing(), "c-1"), "26-0001234-9", 1, false, "q");
  EXPECT_EQ(parser.parse(json).get(event), simdjson::SUCCESS) << json;
  simdjson::dom::element found;
  if (event.at_pointer("/data" + std::string(pointer)).get(found) != simdjson::SUCCESS)
    return "absent";
  return simdjson::minify(found);
}

TEST(Envelope, WhoIsUnknown) {
  Message message = sample();
  message.from.clear();
  message.to.clear();
  message.language.clear();
  for (const auto* pointer : {"/from", "/to", "/language", "/subject"})
    EXPECT_EQ(member(message, pointer), "null") << pointer;
  message.from_name = "Maria";
  EXPECT_EQ(member(message, "/from"), R"({"address":null,"name":"Maria"})");
}

TEST(Envelope, LongTextIsCutAtACharacter) {
  Message message = sample();
  message.text = std::string(max_event_text - 1, 'x');
  EXPECT_EQ(member(message, "/text").size(), max_event_text + 1);
  EXPECT_EQ(member(message, "/text_truncated"), "absent");
  message.text += "ñ and more";
  EXPECT_EQ(member(message, "/text").size(), max_event_text + 1);
  EXPECT_EQ(member(message, "/text_truncated"), "true");
}

TEST(Envelope, Attachments) {
  Message message = sample();
  message.attachments.push_back({"ab12", "image/jpeg", "foto \"1\".jpg", 123, "", ""});
  message.attachments.push_back({"m.2", "image/png", "", 0, "https://media.example.org/2?a=b", ""});
  EXPECT_EQ(
      member(message, "/attachments"),
      R"([{"id":"ab12","content_type":"image/jpeg","name":"foto \"1\".jpg","size":123,"path":"/api/v1/content/ab12"},)"
      R"({"id":"m.2","content_type":"image/png","held_by_provider":true,"source_url":"https://media.example.org/2?a=b"}])");
}

TEST(Envelope, IntentAndPlace) {
  Message message = sample();
  EXPECT_EQ(member(message, "/intent"), "absent");
  EXPECT_EQ(member(message, "/place"), "absent");
  message.intent = Intent{"ReportIssue", {{"kind", "pothole"}, {"street", "Main"}}};
  message.place = Place{40.3, -111.7, "1 Main St"};
  EXPECT_EQ(member(message, "/intent"),
            R"({"name":"ReportIssue","slots":{"kind":"pothole","street":"Main"}})");
  EXPECT_EQ(member(message, "/place"), R"({"lat":40.3,"lon":-111.7,"address":"1 Main St"})");
  message.place = Place{std::nullopt, std::nullopt, "1 Main St"};
  EXPECT_EQ(member(message, "/place"), R"({"address":"1 Main St"})");
}

TEST(Envelope, TimeAtTheEdges) {
  const std::pair<std::int64_t, std::string_view> table[] = {
      {0, "1970-01-01T00:00:00.000Z"},
      {-1, "1969-12-31T23:59:59.999Z"},
      {951'782'399'999, "2000-02-28T23:59:59.999Z"},
      {951'782'400'000, "2000-02-29T00:00:00.000Z"},
      {4'107'542'400'000, "2100-03-01T00:00:00.000Z"},
  };
  for (const auto& [ms, text] : table) {
    Message message = sample();
    message.time = Time(std::chrono::milliseconds(ms));
    EXPECT_NE(fragments(message, routing(), "c").head.find(text), std::string::npos) << text;
  }
}

TEST(Json, EscapesEveryByteThatMustBeAtEveryAlignment) {
  simdjson::dom::parser parser;
  for (int c = 0; c < 0x80; ++c) {
    for (std::size_t before = 0; before < 10; ++before) {
      const std::string text = std::string(before, 'x') + static_cast<char>(c) + "yñ";
      std::string out;
      json::append_string(out, text);
      std::string_view read;
      ASSERT_EQ(parser.parse(out).get(read), simdjson::SUCCESS) << out;
      EXPECT_EQ(read, text);
    }
  }
}

TEST(Json, Numbers) {
  const auto text = [](auto number) {
    std::string out;
    json::append_number(out, number);
    return out;
  };
  EXPECT_EQ(text(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(text(-111.7), "-111.7");
  EXPECT_EQ(text(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(text(std::numeric_limits<double>::infinity()), "null");
}

}  // namespace
}  // namespace crosstown
