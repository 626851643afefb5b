// What becomes a message, and how a call ends.
#include <algorithm>

#include "router/dialogue/scene.h"
#include "router/dialogue/speech.h"
#include "router/flow/walk.h"
#include "router/texts/words.h"

namespace crosstown::flow {
namespace {

constexpr std::string_view textable = "text";

}  // namespace

std::int64_t Walk::seconds_waited() const {
  const State& of = reply_.state;
  const std::int64_t since = of.waiting_since > 0 ? of.waiting_since : of.began;
  const std::int64_t ms = now_.time_since_epoch().count() - since;
  return since == 0 ? 0 : std::max<std::int64_t>(ms, 0) / 1000;
}

Message Walk::message(std::string_view intent, std::string words) const {
  const State& of = reply_.state;
  Message made;
  made.provider_id = turn_.call + ':' + std::to_string(of.turn);
  made.from = turn_.from;
  made.to = turn_.to;
  made.language = of.language;
  made.text = std::move(words);
  made.intent = Intent{std::string(intent), {{"call", turn_.call}, {"flow", of.flow}}};
  if (!of.choices.empty()) made.intent->slots.emplace_back("choices", of.choices);
  if (!of.events.empty()) made.intent->slots.emplace_back("events", of.events);
  if (of.waiting_since > 0)
    made.intent->slots.emplace_back("waited", std::to_string(seconds_waited()));
  made.answered_inline = false;
  return made;
}

Step Walk::keep(Message made, WantKept::For purpose, std::optional<Priority> priority) {
  WantKept want;
  want.message = std::move(made);
  want.purpose = purpose;
  want.priority = state().urgent ? Priority::urgent : priority;
  want.anew = state().tracking.empty();
  if (purpose != WantKept::For::emergency) {
    want.queue = state().queue;
    if (const FlowStep* const at = step()) want.type = at->type;
  }
  return Asked{std::move(want), std::move(reply_)};
}

Step Walk::keep_callback() {
  note_event("callback.requested");
  Message made = message("CallBack", text(TextId::voice_call_request, {{"phone", state().number}}));
  made.event = "callback.requested";
  made.intent->slots.emplace_back("phone", state().number);
  return keep(std::move(made), WantKept::For::callback);
}

// Once more; then something else; where that leads back here, there is nothing to be had.
Step Walk::nothing_recorded(bool hung_up) {
  if (hung_up) return judge();
  const FlowStep* const at = step();
  if (!at) {  // an apology's
    if (++state().misses >= 2) {
      say_in_all(TextId::phone_lost);
      return judge();
    }
    say_in_all(TextId::phone_nothing);
    say_in_all(TextId::phone_record);
    return wait_for(Record{});
  }
  say(TextId::phone_nothing);
  if (++state().misses < at->tries) return present(*at);
  ++state().hollow;
  return enter(at->error);
}

Step Walk::recorded(const Recorded& event) {
  const FlowStep* const at = step();
  if (event.failed && at) {
    say(TextId::phone_nothing);
    return enter(at->error);
  }
  const auto shortest = at ? at->shortest : FlowStep().shortest;
  if (event.url.empty() || event.seconds < shortest.count())
    return nothing_recorded(event.hung_up || state().gone);
  note_event("message.recorded");
  const bool flood = !at && state().turn > 0;
  const std::string seconds = std::to_string(event.seconds);
  Message made = message("LeaveMessage", text(TextId::phone_message, {{"seconds", seconds}}));
  if (!event.id.empty()) made.provider_id = event.id;
  Attachment sound;
  sound.content_type = "audio/x-wav";
  sound.name = "message.wav";
  sound.source_url = event.url;
  made.attachments.push_back(std::move(sound));
  if (event.hung_up) state().over = true;
  const auto priority = flood ? std::optional(Priority::low) : std::nullopt;
  return keep(std::move(made), WantKept::For::message, priority);
}

Step Walk::returned(const Returned& event) {
  const FlowStep* const at = step();
  if (!at) return enter(desk_.flow.start);
  if (event.how == Returned::How::hung_up) return judge();
  state().waiting = false;
  if (event.how == Returned::How::answered) {
    note_event("call.answered");
    const Result how = at->kind == Kind::transfer ? Result::transferred : Result::answered;
    if (at->next.empty()) return finish(how);
    state().result = how;
    return enter(at->next);
  }
  if (event.how == Returned::How::left && state().phase.size() == 1) {
    const auto way = at->keys.find(state().phase.front());
    if (way != at->keys.end()) {
      note_choice(at->name, state().phase);
      return enter(way->second);
    }
  }
  say(TextId::phone_no_person);
  return enter(at->error);
}

Step Walk::waited(const Waiting& event) {
  const FlowStep* const at = step();
  if (!at || at->kind != Kind::enqueue) return wait_for(Leave{});
  if (event.position > 0) {
    const std::string position = std::to_string(event.position);
    say(TextId::phone_waiting, {{"position", position}});
  }
  at->again.words.empty() ? say(TextId::phone_wait) : say_again(*at);
  Enqueue waiting{at->target, {}, false, at->every};
  for (const auto& [key, way] : at->keys) waiting.leave += key;
  return wait_for(std::move(waiting));
}

Step Walk::ended(const Ended& event) {
  if (state().over) return wait_for(Hangup{});
  if (event.for_good) return judge();
  state().gone = true;
  reply_.judge_later = true;
  return wait_for(Hangup{});
}

// Who was helped, or left something, is not lost; the last wish counts.
Step Walk::judge() {
  const FlowStep* const at = step();
  if (state().warned) return finish(Result::emergency);
  if (state().phase == flood_phase) {
    note_event("call.refused");
    return finish(Result::refused);
  }
  if (at && at->kind == Kind::callback && state().phase == "confirm") {
    state().gone = true;
    return keep_callback();
  }
  const bool for_person = at && leads_to_person(at->kind);
  const bool served = state().result != Result::open || (state().helped && !for_person);
  if (served) return finish(Result::solved);
  note_event("call.abandoned");
  const Abandoned& rule = desk_.flow.abandoned;
  if (turn_.from.empty() || seconds_waited() < rule.after.count()) return finish(Result::lost);
  if (!rule.text_by.empty()) return Asked{WantTextable{}, std::move(reply_)};
  return rule.callback ? keep_abandoned({}) : finish(Result::lost);
}

Step Walk::told(const ToldTextable& told) {
  if (told.how == ToldTextable::How::was) return finish(Result::rescued);
  if (told.how == ToldTextable::How::no)
    return desk_.flow.abandoned.callback ? keep_abandoned({}) : finish(Result::lost);
  state().pending = textable;
  return keep_abandoned(Priority::low);
}

Step Walk::keep_abandoned(std::optional<Priority> priority) {
  const std::string seconds = std::to_string(seconds_waited());
  Message made = message(
      "Abandoned", text(TextId::phone_abandoned, {{"seconds", seconds}, {"phone", turn_.from}}));
  made.provider_id = turn_.call + ":abandoned";
  made.event = "call.abandoned";
  return keep(std::move(made), WantKept::For::abandoned, priority);
}

Step Walk::kept_abandoned(const dialogue::ToldKept& told) {
  if (told.tracking.empty()) return finish(Result::lost);
  if (state().pending == textable)
    reply_.text = text(TextId::phone_missed,
                       {{"city", desk_.city.service.city}, {"tracking", told.tracking}});
  return finish(Result::rescued);
}

// The caller goes on where they were: who is in no danger has not lost the call.
Step Walk::kept_emergency(const dialogue::ToldKept&) {
  state().urgent = true;
  note_event("emergency.heard");
  say_notice();
  const FlowStep* const at = step();
  return at ? present(*at) : enter(desk_.flow.person);
}

Step Walk::told(const dialogue::ToldStatus& told) {
  const FlowStep* const at = step();
  if (!at) return enter(desk_.flow.start);
  if (!told.reachable) {
    say(TextId::voice_unavailable);
    return enter(at->error);
  }
  const std::string number = in_groups(told.tracking);
  if (!told.found) {
    say(TextId::voice_status_unknown, {{"tracking", number}});
    if (++state().misses >= at->tries) return enter(at->error);
    return present(*at);
  }
  Spoken spoken;
  spoken.words = words::status(desk_.city.spoken, state().language, number, told.status,
                               told.queue_name, told.opened);
  spoken.language = state().language;
  spoken.name = "texts/status";
  reply_.said.push_back(std::move(spoken));
  state().helped = true;
  note_choice(at->name, told.tracking);
  return enter(at->next);
}

Step Walk::told(const dialogue::ToldKept& told, const WantKept& want) {
  if (!told.tracking.empty()) state().tracking = told.tracking;
  if (want.purpose == WantKept::For::emergency) return kept_emergency(told);
  if (want.purpose == WantKept::For::abandoned) return kept_abandoned(told);
  const FlowStep* const at = step();
  if (told.tracking.empty()) {
    say(TextId::voice_not_kept);
    return state().over || !at ? finish(Result::lost) : enter(at->error);
  }
  const bool callback = want.purpose == WantKept::For::callback;
  state().result = callback ? Result::callback : Result::message;
  if (state().over || state().gone) return finish(state().result);
  const std::string number = in_groups(told.tracking);
  say(callback ? TextId::voice_call_kept : TextId::voice_kept, {{"tracking", number}});
  if (at && !at->next.empty()) return enter(at->next);
  say(TextId::voice_goodbye);
  return finish(state().result);
}

}  // namespace crosstown::flow
