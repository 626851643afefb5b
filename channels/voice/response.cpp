#include "channels/voice/response.h"

#include <algorithm>

#include "channels/voice/skill.h"
#include "channels/voice/ssml.h"
#include "router/dialogue/names.h"
#include "router/dialogue/state.h"
#include "router/message/json.h"
#include "router/message/text.h"

namespace crosstown::alexa {
namespace {

using dialogue::Ask;
using dialogue::State;

void append_member(std::string& out, std::string_view name, std::string_view text) {
  if (!out.ends_with('{')) out += ',';
  json::append_string(out, name);
  out += ':';
  json::append_string(out, text);
}

void append_attributes(std::string& out, const State& state) {
  out += R"("sessionAttributes":{)";
  for (const auto& [name, value] : dialogue::to_attributes(state)) append_member(out, name, value);
  out += '}';
}

void append_speech(std::string& out, std::string_view marked) {
  out += R"("outputSpeech":{"type":"SSML","ssml":)";
  json::append_string(out, ssml(marked));
  out += '}';
}

void append_card(std::string& out, const dialogue::Reply& reply) {
  if (reply.card.empty()) return;
  const std::string_view title = cut(reply.card_title, most_card / 2);
  out += R"(,"card":{"type":"Simple")";
  append_member(out, "title", title);
  append_member(out, "content", cut(reply.card, most_card - title.size()));
  out += '}';
}

// Alexa's own view of the slots becomes ours: what was wrong is taken out, what was said in another
// intent is put in.
void append_updated_intent(std::string& out, const State& state) {
  out += R"("updatedIntent":{"name":)";
  json::append_string(out, intent_of(state.topic));
  out += R"(,"confirmationStatus":"NONE","slots":{)";
  for (const std::string_view slot : dialogue::name_of(state.topic).slots) {
    if (slot == "type") continue;  // ours, not the model's
    if (!out.ends_with('{')) out += ',';
    json::append_string(out, slot);
    out += R"(:{)";
    append_member(out, "name", slot);
    const auto value = state.slots.find(slot);
    if (value != state.slots.end() && !value->second.empty())
      append_member(out, "value", value->second);
    append_member(out, "confirmationStatus", "NONE");
    out += '}';
  }
  out += "}}";
}

// Without one, what is said next may be any intent.
void append_directive(std::string& out, const State& state) {
  const bool slot = state.ask == Ask::slot;
  if ((!slot && state.ask != Ask::confirm) || intent_of(state.topic).empty()) return;
  out += R"(,"directives":[{"type":)";
  json::append_string(out, slot ? "Dialog.ElicitSlot" : "Dialog.ConfirmIntent");
  if (slot) append_member(out, "slotToElicit", state.slot);
  out += ',';
  append_updated_intent(out, state);
  out += "}]";
}

std::string written(const dialogue::Reply& reply) {
  std::string out = R"({"version":"1.0",)";
  append_attributes(out, reply.state);
  out += R"(,"response":{)";
  append_speech(out, reply.speech);
  if (!reply.ends && !reply.reprompt.empty()) {
    out += R"(,"reprompt":{)";
    append_speech(out, reply.reprompt);
    out += '}';
  }
  append_card(out, reply);
  if (!reply.ends) append_directive(out, reply.state);
  out += reply.ends ? R"(,"shouldEndSession":true}})" : R"(,"shouldEndSession":false}})";
  return out;
}

}  // namespace

std::string response(const dialogue::Reply& reply) {
  std::string out = written(reply);
  if (out.size() <= most_response) return out;
  // A city's own texts can be that long. What is said counts more than what is shown, and that more
  // than what "repeat" would say.
  dialogue::Reply shorter = reply;
  shorter.card.clear();
  shorter.state.said.clear();
  return written(shorter);
}

std::string empty_response() { return R"({"version":"1.0","response":{}})"; }

std::string can_fulfill_response(const Envelope& envelope) {
  const Intent intent = envelope.intent.value_or(Intent{});
  const dialogue::Topic topic = topic_of(intent.name);
  const bool known = topic != dialogue::Topic::none;
  bool all = true;
  std::string slots;
  for (const Slot& slot : intent.slots) {
    const bool fits = dialogue::has_slot(topic, slot.name);
    all = all && fits;
    slots += slots.empty() ? "" : ",";
    json::append_string(slots, slot.name);
    slots += fits ? R"(:{"canUnderstand":"YES","canFulfill":"YES"})"
                  : R"(:{"canUnderstand":"NO","canFulfill":"NO"})";
  }
  std::string out = R"({"version":"1.0","response":{"canFulfillIntent":{"canFulfill":)";
  json::append_string(out, !known ? "NO" : all ? "YES" : "MAYBE");
  if (!slots.empty()) out += R"(,"slots":{)" + slots + '}';
  return out + "}}}";
}

}  // namespace crosstown::alexa
