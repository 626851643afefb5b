// The interaction model against Amazon's rules for one, and the skill package against the model.
#include "channels/voice/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "channels/voice/skill.h"
#include "router/dialogue/names.h"
#include "tests/channels/request_file.h"

namespace crosstown::alexa {
namespace {

namespace dom = simdjson::dom;
using Found = simdjson::simdjson_result<dom::element>;

ModelInput riverbend(std::string_view locale) {
  const bool spanish = locale == "es-US";
  ModelInput input;
  input.invocation = spanish ? "tres uno uno de riverbend" : "riverbend three one one";
  return input;
}

std::string text(Found found) { return std::string(found.get_string().value()); }

std::vector<std::string> texts(Found found) {
  std::vector<std::string> out;
  for (const dom::element each : found.get_array()) out.push_back(text(Found(dom::element{each})));
  return out;
}

std::vector<std::string> slots_in(const std::string& sample) {
  static const std::regex slot(R"(\{([a-z]+)\})");
  std::vector<std::string> found;
  for (std::sregex_iterator at(sample.begin(), sample.end(), slot), end; at != end; ++at)
    found.push_back((*at)[1]);
  return found;
}

class Model : public ::testing::TestWithParam<std::string_view> {
 protected:
  void read(const ModelInput& input) {
    json_ = interaction_model(input, GetParam()).value();
    model_ = parser_.parse(json_.data(), json_.size()).at_key("interactionModel");
  }
  [[nodiscard]] Found language() const { return model_.at_key("languageModel"); }

  std::string json_;
  dom::parser parser_;
  Found model_;
};

TEST_P(Model, HasTheIntentsThatAreAnswered) {
  read(riverbend(GetParam()));
  std::set<std::string> there;
  for (const dom::element intent : language().at_key("intents").get_array())
    there.insert(text(Found(dom::element{intent}).at_key("name")));
  std::set<std::string> answered;
  for (const IntentName& each : intents()) answered.emplace(each.name);
  EXPECT_EQ(there, answered);
}

TEST_P(Model, HasTheSlotsThatTheDialogueAsksFor) {
  read(riverbend(GetParam()));
  for (const dom::element element : language().at_key("intents").get_array()) {
    const Found intent(dom::element{element});
    const dialogue::Topic topic = topic_of(text(intent.at_key("name")));
    std::set<std::string> there;
    for (const dom::element slot : intent.at_key("slots").get_array())
      there.insert(text(Found(dom::element{slot}).at_key("name")));
    std::set<std::string> wanted;
    if (!intent_of(topic).empty())
      wanted = {dialogue::name_of(topic).slots.begin(), dialogue::name_of(topic).slots.end()};
    wanted.erase("type");
    EXPECT_EQ(there, wanted) << text(intent.at_key("name"));
  }
}

TEST_P(Model, ItsSamplesAreWhatAmazonTakes) {
  read(riverbend(GetParam()));
  std::set<std::string> all;
  for (const dom::element element : language().at_key("intents").get_array()) {
    const Found intent(dom::element{element});
    std::map<std::string, std::string> types;
    for (const dom::element slot : intent.at_key("slots").get_array()) {
      const Found each(dom::element{slot});
      types[text(each.at_key("name"))] = text(each.at_key("type"));
      for (const std::string& answer : texts(each.at_key("samples")))
        EXPECT_THAT(slots_in(answer), ::testing::ElementsAre(text(each.at_key("name"))));
    }
    for (const std::string& sample : texts(intent.at_key("samples"))) {
      EXPECT_TRUE(all.insert(sample).second) << "twice: " << sample;
      const auto slots = slots_in(sample);
      for (const std::string& slot : slots) {
        ASSERT_TRUE(types.contains(slot)) << sample;
        if (types[slot] != "AMAZON.SearchQuery") continue;
        EXPECT_EQ(slots.size(), 1u) << sample;
        EXPECT_GT(sample.size(), slot.size() + 2) << "words before it: " << sample;
      }
    }
  }
}

TEST_P(Model, EveryPromptIsThere) {
  read(riverbend(GetParam()));
  std::set<std::string> there;
  for (const dom::element prompt : model_.at_key("prompts").get_array())
    there.insert(text(Found(dom::element{prompt}).at_key("id")));
  std::set<std::string> asked;
  const Found dialog = model_.at_key("dialog");
  EXPECT_EQ(text(dialog.at_key("delegationStrategy")), "SKILL_RESPONSE");
  for (const dom::element element : dialog.at_key("intents").get_array()) {
    const Found intent(dom::element{element});
    const Found confirmation = intent.at_key("prompts").at_key("confirmation");
    EXPECT_EQ(intent.at_key("confirmationRequired").get_bool().value(),
              confirmation.error() == simdjson::SUCCESS);
    if (confirmation.error() == simdjson::SUCCESS) asked.insert(text(confirmation));
    for (const dom::element slot : intent.at_key("slots").get_array())
      asked.insert(text(Found(dom::element{slot}).at_key("prompts").at_key("elicitation")));
  }
  EXPECT_EQ(there, asked);
}

TEST_P(Model, TakesTheCitysValues) {
  ModelInput input = riverbend(GetParam());
  input.issues = {{"pothole", {"pothole", "hole in the road", "Pothole"}},
                  {"mailbox", {"hole in the road"}},
                  {"long", {std::string(141, 'x')}}};
  input.questions = {{"trash", {"¿Qué día pasa la basura?", "When is \"trash day\"?"}}};
  read(input);
  std::map<std::string, std::string> types;
  for (const dom::element type : language().at_key("types").get_array()) {
    const Found each(dom::element{type});
    types[text(each.at_key("name"))] = simdjson::minify(each.at_key("values").value());
  }
  EXPECT_EQ(types["ISSUE_TYPE"],
            R"([{"id":"pothole","name":{"value":"pothole","synonyms":["hole in the road"]}}])");
  EXPECT_EQ(types["CITY_QUESTION"], R"([{"id":"trash","name":{"value":"Qué día pasa la basura",)"
                                    R"("synonyms":["When is  trash day"]}}])");
  EXPECT_NE(types["CITY_PLACE"], "[]");
}

// The package's own model is that of a city without further words. To write it anew:
// WRITE_MODELS=1.
TEST_P(Model, IsThatOfTheSkillPackage) {
  const std::string file = SOURCE_DIR "/channels/voice/skill-package/interactionModels/custom/" +
                           std::string(GetParam()) + ".json";
  read(riverbend(GetParam()));
  if (std::getenv("WRITE_MODELS")) std::ofstream(file) << json_ << '\n';
  EXPECT_EQ(read_file(file), json_ + "\n");
}

INSTANTIATE_TEST_SUITE_P(Locales, Model, ::testing::ValuesIn(locales()),
                         [](const auto& each) { return std::string(each.param.substr(0, 2)); });

TEST(InteractionModel, KnowsItsLocales) {
  EXPECT_EQ(interaction_model(riverbend("en-US"), "fr-FR"), std::nullopt);
}

TEST(Invocation, IsWhatPeopleCanSay) {
  for (const char* const good :
       {"riverbend three one one", "tres uno uno de riverbend", "o'fallon city"})
    EXPECT_EQ(invocation_mistake(good), std::nullopt) << good;
  for (const char* const bad :
       {"", "riverbend", "Riverbend city", "riverbend 311", " riverbend", "riverbend ", "a-b c"})
    EXPECT_NE(invocation_mistake(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace crosstown::alexa
