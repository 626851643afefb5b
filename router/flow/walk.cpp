// From step to step, until one waits for something.
#include "router/flow/walk.h"

#include <algorithm>

#include "router/dialogue/speech.h"

namespace crosstown::flow {
namespace {

constexpr int slower = 3;  // times as long, for who is relayed or types
constexpr std::size_t most_hints = 50;
constexpr std::size_t longest_events = 280;

std::int64_t in_ms(Time time) { return time.time_since_epoch().count(); }

std::string filled_in(std::string text, const std::string& language) {
  constexpr std::string_view mark = "{language}";
  if (const auto at = text.find(mark); at != std::string::npos)
    text.replace(at, mark.size(), primary_subtag(language));
  return text;
}

}  // namespace

void Walk::note_event(std::string_view name) {
  std::string& events = state().events;
  if (events.size() + name.size() >= longest_events) return;
  if (!events.empty()) events += ' ';
  events += name;
}

Step Walk::wait_for(Action action) {
  reply_.then = std::move(action);
  return std::move(reply_);
}

// The result that came first stands, until the caller has gone on to something else.
Step Walk::finish(Result result) {
  state().over = true;
  state().waiting = false;
  if (state().result == Result::open) state().result = result;
  return wait_for(Hangup{});
}

// The flow itself ends the call: who has got nothing from it is as lost as who hangs up.
Step Walk::part() {
  const bool served = state().helped || state().result != Result::open;
  return served ? finish(Result::solved) : judge();
}

Step Walk::begin(const Began& event) {
  state().flow = desk_.flow.name;
  state().language = event.language.empty() ? desk_.languages.front() : event.language;
  state().began = in_ms(now_);
  state().slow = event.slow;
  note_event("call.started");
  if (!event.language.empty()) note_choice("language", event.language);
  if (!event.flood) return enter(desk_.flow.start);
  const std::string number = dialogue::as_digits(desk_.city.service.number);
  state().phase = flood_phase;
  say_in_all(TextId::phone_busy, {{"number", number}});
  say_in_all(TextId::phone_flood_menu);
  return wait_for(Ask{1, true, {}, std::chrono::seconds(5)});
}

Step Walk::enter(std::string_view name) {
  std::string next(name);
  for (;;) {
    const FlowStep* const at = desk_.flow.find(next);
    if (!at || ++state().jumps > most_jumps) {
      say(TextId::voice_goodbye);
      return part();
    }
    state().step = at->name;
    state().phase.clear();
    state().pending.clear();
    state().misses = 0;
    state().stars = 0;
    if (!at->queue.empty()) state().queue = at->queue;
    if (at->kind == Kind::enqueue && ++state().queued > at->times) {
      next = at->enough.empty() ? at->error : at->enough;
      continue;
    }
    if (at->kind == Kind::record && state().hollow > 0) {
      say(TextId::phone_lost);
      return judge();
    }
    if (at->kind == Kind::transfer) note_event("call.transferred");
    if (!pass(*at, next)) return present(*at);
  }
}

bool Walk::pass_language(const FlowStep& at, std::string& next) {
  const auto all = desk_.languages;
  if (at.other) {
    const auto now = std::find(all.begin(), all.end(), state().language);
    state().language = now == all.end() || now + 1 == all.end() ? all.front() : *(now + 1);
  } else if (state().choices != "language=" + state().language) {
    return false;  // nobody has chosen yet, this time or before
  }
  next = at.next;
  return true;
}

bool Walk::tell_answer(std::string_view id) {
  const ScriptedAnswer* const answer = desk_.city.service.answers.find(id, now_);
  if (!answer) return false;
  Spoken spoken;
  spoken.words = answer->text_in(state().language);
  spoken.language = state().language;
  spoken.name = "answers/" + answer->id;
  spoken.fixed = true;
  reply_.said.push_back(std::move(spoken));
  state().helped = true;
  return true;
}

bool Walk::pass(const FlowStep& at, std::string& next) {
  switch (at.kind) {
    case Kind::hours: {
      const Hours* const hours = desk_.calendars.find(at.target);
      next = !hours || hours->open(now_) ? at.open : at.closed;
      return true;
    }
    case Kind::answer:
      if (at.target.empty()) return false;
      next = tell_answer(at.target) || at.error.empty() ? at.next : at.error;
      return true;
    case Kind::language: return pass_language(at, next);
    case Kind::say:
      say_step(at);
      state().helped = state().helped || at.helps;
      next = at.next;
      return true;
    default: return false;
  }
}

Step Walk::ask(const FlowStep& at, std::size_t most) {
  Ask asking;
  asking.most = most;
  asking.speech = at.speech;
  asking.timeout = at.timeout * (state().slow ? slower : 1);
  const std::string language = primary_subtag(state().language);
  for (const auto& [key, lists] : at.words) {
    for (const auto& [of, words] : lists) {
      if (of != language && at.kind != Kind::language) continue;
      for (const std::string& word : words) {
        if (asking.hints.size() < most_hints) asking.hints.push_back(word);
      }
    }
  }
  return wait_for(std::move(asking));
}

Step Walk::present_wait(const FlowStep& at) {
  say_step(at);
  state().waiting = true;
  state().result = Result::open;  // the last wish counts
  if (state().waiting_since == 0) state().waiting_since = in_ms(now_);
  if (at.kind == Kind::enqueue)
    return wait_for(Enqueue{filled_in(at.target, state().language), {}, true, at.every});
  const auto phone = desk_.flow.phones.find(state().queue);
  std::string target = at.target;
  if (target.empty() && phone != desk_.flow.phones.end()) target = phone->second;
  if (target.empty()) return enter(at.error);
  return wait_for(Transfer{std::move(target), at.ring});
}

Step Walk::present(const FlowStep& at) {
  if (state().phase == "heard") {
    const std::string heard = state().pending.substr(state().pending.find(' ') + 1);
    say(TextId::phone_heard, {{"choice", heard}});
    return ask(at, 1);
  }
  switch (at.kind) {
    case Kind::callback: return present_callback(at);
    case Kind::record:
      at.prompt.words.empty() ? say(TextId::phone_record) : say_step(at);
      return wait_for(Record{at.longest, at.silence * (state().slow ? slower : 1)});
    case Kind::transfer:
    case Kind::enqueue: return present_wait(at);
    case Kind::hangup: say_step(at); return part();
    default: break;
  }
  say_step(at);
  const bool one = at.kind == Kind::menu || at.kind == Kind::answer || at.kind == Kind::language;
  return ask(at, one ? 1 : at.most);
}

Step Walk::present_callback(const FlowStep& at) {
  if (state().phase.empty() && turn_.from.empty() && at.prompt.words.empty())
    state().phase = "number";
  if (state().phase == "number") {
    say(TextId::phone_key_number);
    return ask(at, at.most);
  }
  if (state().phase == "confirm") {
    const std::string phone = dialogue::as_telephone(state().number);
    say(TextId::phone_confirm, {{"phone", phone}});
    return ask(at, 1);
  }
  if (at.prompt.words.empty()) {
    const std::string phone = dialogue::as_telephone(turn_.from);
    say(TextId::phone_call_back, {{"phone", phone}});
  }
  say_step(at);
  return ask(at, 1);
}

Step Walk::repeat() {
  reply_.stale = true;
  const State before = state();
  const FlowStep* const at = step();
  // A provider repeats what it heard no answer to: the number may have been in that.
  if (!before.tracking.empty() && turn_.turn + 1 == before.turn) {
    const std::string number = in_groups(before.tracking);
    say(TextId::voice_kept, {{"tracking", number}});
  }
  if (before.over || before.gone || !at) return wait_for(Hangup{});
  Step again = present(*at);
  if (auto* const reply = std::get_if<Reply>(&again)) reply->state = before;
  return again;
}

Step Walk::apologise_and_record() {
  // Danger comes before trouble.
  if (const auto* const keys = std::get_if<Pressed>(&turn_.event)) {
    if (keys->digits == "9" || keys->digits == "911") say_notice();
  } else if (const auto* const words = std::get_if<Spoke>(&turn_.event)) {
    if (is_emergency(*words)) say_notice();
  }
  state().phase = trouble_phase;
  state().step.clear();
  const std::string number = dialogue::as_digits(desk_.city.service.number);
  say_in_all(TextId::phone_apology, {{"number", number}});
  say_in_all(TextId::phone_record);
  return wait_for(Record{});
}

}  // namespace crosstown::flow
