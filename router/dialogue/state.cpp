#include "router/dialogue/state.h"

#include <charconv>

#include "router/dialogue/names.h"
#include "router/message/text.h"
#include "router/message/tracking.h"

namespace crosstown::dialogue {
namespace {

constexpr std::string_view slot_prefix = "slot.";
constexpr std::size_t longest = 2000;  // bytes of one attribute
constexpr int most_misses = 9;

int small_number(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number < 0 || number > most_misses ? 0 : number;
}

void put(Attributes& attributes, std::string_view name, std::string_view value) {
  if (!value.empty()) attributes.insert_or_assign(std::string(name), cut(value, longest));
}

std::string text_at(const Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return {};
  return std::string(cut(found->second, longest));
}

}  // namespace

Attributes to_attributes(const State& state) {
  Attributes attributes;
  if (state.topic != Topic::none) put(attributes, "topic", name_of(state.topic).name);
  if (state.ask != Ask::nothing) put(attributes, "ask", to_text(state.ask));
  put(attributes, "slot", state.slot);
  if (state.misses > 0) put(attributes, "misses", std::to_string(state.misses));
  put(attributes, "request", state.request);
  put(attributes, "said", state.said);
  put(attributes, "question", state.question);
  for (const auto& [name, value] : state.slots) {
    attributes.insert_or_assign(std::string(slot_prefix) + name, std::string(cut(value, longest)));
  }
  return attributes;
}

State state_of(const Attributes& attributes) {
  State state;
  state.topic = topic_from(text_at(attributes, "topic")).value_or(Topic::none);
  state.ask = ask_from(text_at(attributes, "ask")).value_or(Ask::nothing);
  state.slot = text_at(attributes, "slot");
  if (state.ask == Ask::slot && !has_slot(state.topic, state.slot)) state.ask = Ask::nothing;
  if (state.ask != Ask::slot) state.slot.clear();
  state.misses = small_number(text_at(attributes, "misses"));
  if (const auto number = parse_tracking(text_at(attributes, "request")))
    state.request = to_text(*number);
  state.said = text_at(attributes, "said");
  state.question = text_at(attributes, "question");
  for (const auto& [key, value] : attributes) {
    if (!key.starts_with(slot_prefix)) continue;
    const std::string name = key.substr(slot_prefix.size());
    if (has_slot(state.topic, name)) state.slots[name] = clean(std::string(cut(value, longest)));
  }
  return state;
}

}  // namespace crosstown::dialogue
