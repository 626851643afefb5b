#include "daemon/admin/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/admin/small_city.h"

namespace crosstown {
namespace {

using ::testing::HasSubstr;

std::shared_ptr<City> city_of(const std::string& routes) {
  config::Problems problems;
  auto document = config::Document::parse("routes:\n" + routes, "city.yaml", problems);
  auto city = small_city();
  city->normaliser.default_language.clear();
  city->languages = LanguageJudge({"en", "es"});
  city->emergency = EmergencyDesk{"front-desk", "911", std::get<0>(Tripwire::shipped())};
  config::Section root = document.root();
  city->rules = Rules::read(root.require("routes").value(),
                            {.queues = {"streets", "front-desk"}, .channels = {}});
  EXPECT_TRUE(city->rules);
  return city;
}

const std::string two_rules =
    "- { name: trees, when: { text: tree }, then: { queue: front-desk } }\n"
    "- { name: potholes, when: { text: bache }, then: { queue: streets, type: pothole, due: 4h } "
    "}\n"
    "- { name: rest, then: { queue: front-desk } }\n";

TEST(Explain, TheWinnerAndThoseBefore) {
  const auto city = city_of(two_rules);
  EXPECT_EQ(
      explanation_json(*city, {.text = "Hay un bache muy grande en la calle"}, Time{}),
      R"({"channel":"","medium":"sms","language":"es","language_by":"detected",)"
      R"("areas":{},"emergency":null,"self_service":null,"says":null,"decided_by":"rules",)"
      R"("routing":{"queue":"streets","type":"pothole","priority":"normal","tier":1,)"
      R"("rule":"potholes","answer":null,"after_hours":false,"due":"1970-01-01T04:00:00.000Z","why":["text matched \"bache\""]},)"
      R"("steps":[{"rule":"trees","matched":false,"reason":"text has none of: tree"},)"
      R"({"rule":"potholes","matched":true,"reason":"text matched \"bache\""}],)"
      R"("steps_left_off":0})");
}

TEST(Explain, WhatComesBeforeTheRules) {
  const auto city = city_of(two_rules);
  const std::string fire =
      explanation_json(*city, {.text = "there is a fire next to the tree"}, Time{});
  EXPECT_THAT(fire, HasSubstr(R"("emergency":"fire")"));
  EXPECT_THAT(fire, HasSubstr(R"("decided_by":"emergency","routing":{"queue":"front-desk")"));
  const std::string status = explanation_json(*city, {.text = "status 26-0001234-9"}, Time{});
  EXPECT_THAT(status,
              HasSubstr(R"("self_service":"status","says":null,"decided_by":"self-service")"));
  const std::string declared = explanation_json(*city, {.text = "tree", .language = "es"}, Time{});
  EXPECT_THAT(declared, HasSubstr(R"("language":"es","language_by":"declared")"));
}

TEST(Explain, IsBounded) {
  std::string routes;
  for (int i = 0; i < 1500; ++i)
    routes += "- { name: r" + std::to_string(i) + ", when: { text: w" + std::to_string(i) +
              " }, then: { queue: streets } }\n";
  const auto city = city_of(routes + "- { name: rest, then: { queue: front-desk } }\n");
  const std::string told = explanation_json(*city, {.text = "nothing"}, Time{});
  EXPECT_THAT(told, HasSubstr(R"({"rule":"r998")"));
  EXPECT_THAT(told, Not(HasSubstr(R"({"rule":"r999")")));
  EXPECT_THAT(told, HasSubstr(R"({"rule":"rest","matched":true)"));
  EXPECT_THAT(told, HasSubstr(R"("steps_left_off":501})"));
}

}  // namespace
}  // namespace crosstown
