// What is said.
#include <algorithm>

#include "router/dialogue/speech.h"
#include "router/flow/walk.h"
#include "router/hours/hours_words.h"

namespace crosstown::flow {

std::string in_groups(std::string_view tracking) {
  std::string out;
  while (!tracking.empty()) {
    const std::size_t end = std::min(tracking.find('-'), tracking.size());
    if (!out.empty()) out += ", ";
    out += dialogue::as_digits(tracking.substr(0, end));
    tracking.remove_prefix(std::min(end + 1, tracking.size()));
  }
  return out;
}

std::string Walk::text(TextId id, TextValues values) const {
  return desk_.city.spoken.filled(reply_.state.language, id, values);
}

void Walk::say(TextId id, TextValues values) {
  Spoken spoken;
  spoken.words = text(id, values);
  spoken.language = state().language;
  spoken.name = "texts/" + std::string(kind_of(id).name);
  spoken.fixed = values.size() == 0;
  reply_.said.push_back(std::move(spoken));
}

// Who has not chosen yet may know either language.
void Walk::say_in_all(TextId id, TextValues values) {
  const std::string spoken_now = state().language;
  for (const std::string& language : desk_.languages) {
    state().language = language;
    say(id, values);
  }
  state().language = spoken_now;
}

std::string Walk::placeholders(std::string_view words) const {
  const auto& service = desk_.city.service;
  const std::string& language = reply_.state.language;
  std::string out;
  while (!words.empty()) {
    const std::size_t brace = std::min(words.find('{'), words.size());
    out += words.substr(0, brace);
    words.remove_prefix(brace);
    if (words.empty()) break;
    const std::size_t end = std::min(words.find('}'), words.size() - 1);
    const std::string_view name = words.substr(1, end - 1);
    words.remove_prefix(end + 1);
    if (name == "city") out += service.city;
    if (name == "number") out += dialogue::as_digits(service.number);
    if (name == "tracking") out += in_groups(reply_.state.tracking);
    if (!service.hours) continue;
    if (name == "hours") out += words::hours(desk_.city.spoken, language, service.hours->plan());
    if (name == "now") out += words::open_now(desk_.city.spoken, language, *service.hours, now_);
  }
  return out;
}

void Walk::say(const Prompt& prompt, std::string_view name) {
  const auto words = prompt.words.find(primary_subtag(state().language));
  if (words == prompt.words.end()) return;
  Spoken spoken;
  spoken.language = state().language;
  spoken.name = desk_.flow.name + '/' + std::string(name);
  if (prompt.is_recording) {
    spoken.play = words->second;
  } else {
    spoken.words = placeholders(words->second);
    spoken.fixed = spoken.words == words->second;
  }
  reply_.said.push_back(std::move(spoken));
}

void Walk::say_step(const FlowStep& at) {
  const bool in_all = at.kind == Kind::language || at.in_all;
  if (!in_all) return say(at.prompt, at.name);
  const std::string spoken_now = state().language;
  for (const std::string& language : desk_.languages) {
    state().language = language;
    say(at.prompt, at.name);
  }
  state().language = spoken_now;
}

void Walk::say_again(const FlowStep& at) { say(at.again, at.name + "-again"); }

// Not to be cut off, and what is typed meanwhile goes nowhere: 9-1-1 must not choose 1 and 1.
void Walk::say_notice() {
  const std::size_t first = reply_.said.size();
  const FlowStep* const at = step();
  const bool in_all = !at || (at->kind == Kind::language && !at->other);
  const std::string spoken_now = state().language;
  for (const std::string& language : desk_.languages) {
    if (!in_all && language != spoken_now) continue;
    state().language = language;
    const std::string number = dialogue::as_digits(desk_.city.service.number);
    desk_.flow.emergency.words.empty() ? say(TextId::voice_emergency, {{"number", number}})
                                       : say(desk_.flow.emergency, "emergency");
  }
  state().language = spoken_now;
  for (std::size_t i = first; i < reply_.said.size(); ++i) reply_.said[i].whole = true;
  state().warned = true;
}

}  // namespace crosstown::flow
