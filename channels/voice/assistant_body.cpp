// The JSON of the `assistant` adapter, both ways.
#include <fmt/format.h>

#include <array>

#include "channels/http/json_body.h"
#include "channels/voice/assistant.h"
#include "channels/voice/ssml.h"
#include "router/dialogue/names.h"
#include "router/dialogue/speech.h"
#include "router/dialogue/state.h"
#include "router/message/json.h"

namespace crosstown {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t most_members = 64;
constexpr std::size_t longest_user = 320;
constexpr std::size_t longest_language = 35;  // RFC 5646 section 4.4.1

Refusal malformed(std::string detail) { return {RefusalCode::malformed, std::move(detail), false}; }

// The members of one body. The first mistake counts; reading goes on after it.
class Body {
 public:
  explicit Body(dom::object object) : object_(object) {}

  std::string text(std::string_view name, std::size_t limit) {
    const auto element = find(name);
    if (!element) return {};
    std::string_view value;
    if (element->get(value) != simdjson::SUCCESS || value.size() > limit)
      mistake(fmt::format("{}: a string of at most {} bytes expected", name, limit));
    return std::string(value.substr(0, limit));
  }
  bool flag(std::string_view name) {
    const auto element = find(name);
    bool value = false;
    if (element && element->get(value) != simdjson::SUCCESS)
      mistake(fmt::format("{}: true or false expected", name));
    return value;
  }
  dialogue::Attributes texts(std::string_view name) {
    dialogue::Attributes out;
    const auto element = find(name);
    if (!element) return out;
    dom::object members;
    if (element->get(members) != simdjson::SUCCESS || members.size() > most_members) {
      mistake(fmt::format("{}: an object of at most {} strings expected", name, most_members));
      return out;
    }
    for (const auto [key, each] : members) {
      std::string_view value;
      if (each.get(value) != simdjson::SUCCESS) mistake(fmt::format("{}: strings expected", name));
      out.emplace(key, value);
    }
    return out;
  }
  void mistake(std::string detail) {
    if (!first_) first_ = malformed(std::move(detail));
  }
  [[nodiscard]] std::optional<Refusal>& first() { return first_; }

 private:
  [[nodiscard]] std::optional<dom::element> find(std::string_view name) const {
    dom::element element;
    if (object_.at_key(name).get(element) != simdjson::SUCCESS || element.is_null()) return {};
    return element;
  }

  dom::object object_;
  std::optional<Refusal> first_;
};

dialogue::Topic read_topic(Body& body) {
  const std::string name = body.text("topic", 64);
  const auto topic = dialogue::topic_from(name);
  if (!topic || *topic == dialogue::Topic::none)
    body.mistake("topic: one of those in docs/channels/assistant.md expected");
  return topic.value_or(dialogue::Topic::none);
}

dialogue::Confirmation read_confirmation(Body& body) {
  const std::string word = body.text("confirmation", 16);
  if (word == "confirmed") return dialogue::Confirmation::confirmed;
  if (word == "denied") return dialogue::Confirmation::denied;
  if (!word.empty()) body.mistake("confirmation: \"confirmed\" or \"denied\" expected");
  return dialogue::Confirmation::none;
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  if (!out.ends_with('{')) out += ',';
  json::append_string(out, name);
  out += ':';
  json::append_string(out, text);
}

}  // namespace

std::variant<dialogue::Turn, Refusal> read_assistant_body(std::string_view bytes) {
  const JsonBody json(bytes);
  dom::object object;
  if (const auto error = json.root().get(object)) {
    Refusal refusal = unreadable_json(error, "a JSON object");
    refusal.names_our_account = false;
    return refusal;
  }
  Body body(object);
  dialogue::Turn turn;
  turn.topic = read_topic(body);
  turn.begins = body.flag("begins");
  turn.confirmation = read_confirmation(body);
  turn.slots = body.texts("slots");
  turn.user = body.text("user", longest_user);
  turn.language = body.text("language", longest_language);
  turn.state = dialogue::state_of(body.texts("state"));
  if (body.first()) return *std::move(body.first());
  return turn;
}

std::string assistant_answer(const dialogue::Reply& reply) {
  std::string out = "{";
  append_member(out, "text", dialogue::unmarked(reply.speech));
  append_member(out, "ssml", alexa::ssml(reply.speech));
  if (!reply.reprompt.empty()) append_member(out, "reprompt", dialogue::unmarked(reply.reprompt));
  if (!reply.card.empty()) {
    out += R"(,"card":{)";
    append_member(out, "title", reply.card_title);
    append_member(out, "text", reply.card);
    out += '}';
  }
  append_member(out, "topic", dialogue::name_of(reply.state.topic).name);
  append_member(out, "ask", dialogue::to_text(reply.state.ask));
  if (!reply.state.slot.empty()) append_member(out, "slot", reply.state.slot);
  out += reply.ends ? R"(,"ends":true,"state":{)" : R"(,"ends":false,"state":{)";
  for (const auto& [name, value] : dialogue::to_attributes(reply.state))
    append_member(out, name, value);
  return out += "}}";
}

}  // namespace crosstown
