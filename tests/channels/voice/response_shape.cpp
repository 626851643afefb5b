#include "tests/channels/voice/response_shape.h"

#include <simdjson.h>

#include <algorithm>
#include <initializer_list>
#include <regex>

#include "channels/voice/response.h"
#include "channels/voice/skill.h"
#include "router/dialogue/names.h"

namespace crosstown::alexa {
namespace {

namespace dom = simdjson::dom;

class Shape {
 public:
  std::vector<std::string> mistakes;

  void response(dom::object root) {
    only(root, {"version", "sessionAttributes", "response"});
    expect(text(root, "version") == "1.0", "version");
    dom::object inner;
    if (root["response"].get(inner) != simdjson::SUCCESS) return expect(false, "response");
    only(inner, {"outputSpeech", "reprompt", "card", "directives", "shouldEndSession",
                 "canFulfillIntent"});
    bool ends = false;
    const bool said = inner["shouldEndSession"].get(ends) == simdjson::SUCCESS;
    if (inner["outputSpeech"].error() == simdjson::SUCCESS) {
      speech(inner["outputSpeech"]);
      expect(said, "shouldEndSession is said with every speech");
    }
    if (inner["reprompt"].error() == simdjson::SUCCESS) {
      expect(!ends, "no reprompt after the end");
      speech(inner["reprompt"]["outputSpeech"]);
    }
    if (inner["card"].error() == simdjson::SUCCESS) card(inner["card"]);
    dom::array directives;
    if (inner["directives"].get(directives) == simdjson::SUCCESS) {
      expect(!ends, "no Dialog directive at the end");
      expect(directives.size() == 1, "one Dialog directive");
      directive(directives.at(0));
    }
  }

 private:
  void expect(bool right, const std::string& what) {
    if (!right) mistakes.push_back(what);
  }
  void only(dom::object object, std::initializer_list<std::string_view> names) {
    for (const auto [name, value] : object)
      expect(std::find(names.begin(), names.end(), name) != names.end(), std::string(name));
  }
  static std::string text(dom::object object, std::string_view name) {
    std::string_view value;
    return object[name].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
  }

  void speech(dom::object object) {
    only(object, {"type", "ssml"});
    expect(text(object, "type") == "SSML", "outputSpeech.type");
    const std::string ssml = text(object, "ssml");
    expect(ssml.size() <= 8000, "8,000 characters of speech");
    expect(ssml.starts_with("<speak>") && ssml.ends_with("</speak>"), "<speak>");
    static const std::regex tags(
        R"re(</?speak>|<say-as interpret-as="(digits|telephone)">[0-9]+</say-as>)re");
    const std::string words = std::regex_replace(ssml, tags, "");
    expect(words.find_first_of("<>\"") == std::string::npos, "an unescaped character: " + words);
    static const std::regex bare(R"(&(?!(amp|lt|gt|quot);))");
    expect(!std::regex_search(words, bare), "an unescaped &: " + words);
    const auto control = [](char c) { return c >= 0 && c < ' '; };
    expect(std::none_of(words.begin(), words.end(), control), "a control character");
  }
  void card(dom::object object) {
    only(object, {"type", "title", "content"});
    expect(text(object, "type") == "Simple", "card.type");
    expect(!text(object, "title").empty(), "card.title");
    expect(text(object, "title").size() + text(object, "content").size() <= 8000, "a long card");
  }
  void directive(dom::object object) {
    const std::string type = text(object, "type");
    const bool slot = type == "Dialog.ElicitSlot";
    expect(slot || type == "Dialog.ConfirmIntent", "directive " + type);
    only(object, {"type", "slotToElicit", "updatedIntent"});
    dom::object intent;
    if (object["updatedIntent"].get(intent) != simdjson::SUCCESS)
      return expect(false, "updatedIntent");
    only(intent, {"name", "confirmationStatus", "slots"});
    const dialogue::Topic topic = topic_of(text(intent, "name"));
    expect(!intent_of(topic).empty(), "an intent of ours: " + text(intent, "name"));
    dom::object slots;
    if (intent["slots"].get(slots) != simdjson::SUCCESS) return expect(false, "slots");
    for (const auto [name, value] : slots) {
      only(value, {"name", "value", "confirmationStatus"});
      expect(dialogue::has_slot(topic, name), "a slot of the intent: " + std::string(name));
      expect(text(value, "name") == name, "slots have their names");
    }
    const std::string asked = text(object, "slotToElicit");
    expect(!slot || slots[asked].error() == simdjson::SUCCESS, "slotToElicit " + asked);
  }
};

}  // namespace

std::vector<std::string> shape_mistakes(std::string_view response) {
  dom::parser parser;
  dom::object root;
  if (parser.parse(response.data(), response.size()).get(root) != simdjson::SUCCESS)
    return {"no JSON object"};
  Shape shape;
  if (response.size() > most_response) shape.mistakes.emplace_back("24 kB");
  shape.response(root);
  return shape.mistakes;
}

}  // namespace crosstown::alexa
