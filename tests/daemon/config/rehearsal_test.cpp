#include "daemon/config/rehearsal.h"

#include <gmock/gmock.h>

#include "router/message/envelope.h"
#include "tests/daemon/config/city_folder.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view city =
    "city: { name: Riverbend, timezone: America/Denver, languages: [en, es] }\n"
    "queues: { front-desk: { name: { en: Front desk, es: Recepción } }, "
    "parks: { name: { en: Parks, es: Parques } } }\n"
    "emergency: { queue: front-desk, number: \"911\" }\n"
    "routes:\n"
    "  - { name: trees, when: { text: [tree, árbol] }, then: { queue: parks, type: tree } }\n"
    "  - { name: all, then: { queue: front-desk } }\n";

Message written(std::string text) {
  Message message;
  message.id = "0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11";
  message.time = Time(std::chrono::milliseconds(1'795'363'445'123));
  message.medium = Medium::walk_in;
  message.channel = "kiosk";
  message.adapter = "webhook";
  message.provider_id = "1";
  message.language = "en";
  message.text = std::move(text);
  return message;
}

Routing to(std::string queue, std::string rule, std::string type = "general") {
  Routing routing;
  routing.queue = std::move(queue);
  routing.rule = std::move(rule);
  routing.type = std::move(type);
  return routing;
}

std::string event(const Message& message, const Routing& routing) {
  return joined(fragments(message, routing, "c1"), "26-0001234-9", 1, true, routing.queue);
}

class Rehearsing : public CityFolder {
 protected:
  RehearsalReport rehearse(const std::vector<std::string>& events) {
    const auto config = load(city_with(city));
    EXPECT_TRUE(config);
    Rehearsal rehearsal(*config);
    for (const std::string& one : events) rehearsal.add(one);
    return rehearsal.report();
  }
};

TEST_F(Rehearsing, WhatStaysChangesAndMoves) {
  Routing low = to("parks", "trees", "tree");
  low.priority = Priority::low;
  Routing flooded = low;
  flooded.why = {"text matched \"tree\"", "kept low: the resident sends more than it should"};
  const auto report = rehearse({
      event(written("a tree fell"), to("parks", "trees", "tree")),
      event(written("a tree fell"), flooded),
      event(written("a tree fell"), low),
      event(written("a tree fell"), to("parks", "green", "branch")),
      event(written("a tree fell"), to("front-desk", "all")),
      event(written("a tree, too"), to("front-desk", "all")),
      event(written("a lost key"), to("parks", "keys")),
      event(written("status 26-0001234-9"), to("parks", "numbers")),
  });
  EXPECT_EQ(report.stay, 2U);
  EXPECT_EQ(report.changed, 2U);
  EXPECT_EQ(report.moved, 4U);
  EXPECT_EQ(report.judged(), 8U);
  ASSERT_THAT(report.moves, SizeIs(3));
  const auto& trees = report.moves[0];
  EXPECT_EQ(trees.from, "front-desk");
  EXPECT_EQ(trees.to, "parks");
  EXPECT_EQ(trees.rule, "trees");
  EXPECT_EQ(trees.count, 2U);
  ASSERT_THAT(trees.examples, SizeIs(2));
  EXPECT_EQ(trees.examples[1].tracking, "26-0001234-9");
  EXPECT_EQ(trees.examples[1].rule, "all");
  EXPECT_EQ(trees.examples[1].text, "a tree, too");
  EXPECT_EQ(report.moves[1].to, "") << "it would be answered";
  EXPECT_EQ(report.moves[2].rule, "all");
}

// The same judgement that live messages get: tripwire, language, intent, place, who wrote.
TEST_F(Rehearsing, AllThatTheRulesAskForIsReadBack) {
  Message all = written("Se cayó un árbol");
  all.medium = Medium::email;
  all.from = "ana@example.org";
  all.from_name = "Ana";
  all.to = "311@riverbend.example";
  all.language = "es";
  all.subject = "parque \"Willow\"";
  all.intent = Intent{"ReportIssue", {{"issue", "tree"}}};
  all.place = Place{40.25, -111.5, "1 Main St", {{"ward", "3"}}, "address"};
  all.attachments.push_back({"abc", "image/jpeg", "a.jpg", 3, "", ""});
  simdjson::dom::parser parser;
  const auto back = read_event(parser, event(all, to("parks", "trees", "tree")));
  ASSERT_TRUE(back);
  const Message& message = back->message;
  EXPECT_EQ(message.id, all.id);
  EXPECT_EQ(message.time, all.time);
  EXPECT_EQ(message.medium, all.medium);
  EXPECT_EQ(message.channel, all.channel);
  EXPECT_EQ(message.adapter, all.adapter);
  EXPECT_EQ(message.provider_id, all.provider_id);
  EXPECT_EQ(message.from, all.from);
  EXPECT_EQ(message.from_name, all.from_name);
  EXPECT_EQ(message.to, all.to);
  EXPECT_EQ(message.language, all.language);
  EXPECT_EQ(message.subject, all.subject);
  EXPECT_EQ(message.text, all.text);
  EXPECT_THAT(message.attachments, SizeIs(1));
  ASSERT_TRUE(message.intent && message.place);
  EXPECT_EQ(message.intent->name, "ReportIssue");
  EXPECT_EQ(message.intent->slots, all.intent->slots);
  EXPECT_EQ(message.place->latitude, 40.25);
  EXPECT_EQ(message.place->longitude, -111.5);
  EXPECT_EQ(message.place->areas, all.place->areas);
  EXPECT_EQ(back->queue, "parks");
  EXPECT_EQ(back->type, "tree");
  EXPECT_EQ(back->priority, "normal");
  EXPECT_EQ(back->rule, "trees");
  EXPECT_FALSE(back->cut);

  const auto report = rehearse({event(written("my house is on fire"), to("parks", "trees"))});
  ASSERT_THAT(report.moves, SizeIs(1));
  EXPECT_EQ(report.moves[0].rule, emergency_rule);
}

TEST_F(Rehearsing, WhatCannotBeJudgedIsCounted) {
  Message fax = written("a tree fell");
  fax.channel = "fax";
  const auto report = rehearse({
      event(written(std::string(max_event_text + 1, 'x')), to("parks", "trees")),
      event(fax, to("parks", "trees")),
      "",
      "nonsense",
      "{}",
      R"({"data":{"routing":{"queue":"parks"}}})",
      R"({"data":7,"time":"2026-11-22T16:04:05.123Z"})",
  });
  EXPECT_EQ(report.cut, 1U);
  EXPECT_EQ(report.no_channel, 1U);
  EXPECT_EQ(report.unreadable, 5U);
  EXPECT_EQ(report.judged(), 0U);
  EXPECT_THAT(report.moves, IsEmpty());
}

TEST_F(Rehearsing, AMessageWithoutTextIsJudgedByTheRest) {
  const auto report = rehearse({event(written(""), to("front-desk", "all"))});
  EXPECT_EQ(report.stay, 1U);
}

TEST_F(Rehearsing, AtMostThreeExamplesCutBetweenCharacters) {
  std::string text = "a tree ";
  while (text.size() < 400) text += "ñ";
  const std::vector<std::string> many(5, event(written(text), to("front-desk", "all")));
  const auto report = rehearse(many);
  ASSERT_THAT(report.moves, SizeIs(1));
  EXPECT_EQ(report.moves[0].count, 5U);
  ASSERT_THAT(report.moves[0].examples, SizeIs(3));
  EXPECT_TRUE(report.moves[0].examples[0].text.ends_with("ñ…"));
}

}  // namespace
}  // namespace crosstown
