// What the caller pressed.
#include <algorithm>

#include "router/flow/walk.h"
#include "router/message/phone.h"
#include "router/message/tracking.h"

namespace crosstown::flow {
namespace {

// A hundred keys are somebody leaning on the telephone.
constexpr std::size_t most_digits = 32;
constexpr std::size_t longest_choices = 380;
constexpr std::size_t whole_number = 10;  // with its area code
constexpr int most_stars = 5;

std::string keys_of(const std::string& pressed) {
  std::string keys;
  for (const char c : pressed) {
    if ((c >= '0' && c <= '9') || c == '*' || c == '#') keys += c;
  }
  if (keys.ends_with('#')) keys.pop_back();  // the end of an input
  return keys;
}

bool is_one_of(const FlowStep& at, const std::string& digits) {
  return digits.size() == 1 && (at.keys.contains(digits.front()) || digits.front() == at.relay);
}

}  // namespace

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

void Walk::note_choice(std::string_view name, std::string_view value) {
  std::string& choices = state().choices;
  if (choices.size() + name.size() + value.size() + 2 > longest_choices) return;
  if (!choices.empty()) choices += ' ';
  choices += name;
  choices += '=';
  choices += value;
}

// Said again, with what was wrong; after the last try it goes on where the flow says.
Step Walk::miss(TextId why) {
  const FlowStep& at = *step();
  state().pending.clear();
  if (state().phase == "heard") state().phase.clear();
  const bool own_words = why == TextId::voice_not_understood && !at.again.words.empty();
  if (own_words) say_again(at);
  if (++state().misses >= at.tries) {
    if (at.kind == Kind::status && why != TextId::phone_silence && why != TextId::phone_invalid)
      say(why);
    if (why == TextId::phone_silence && !at.quiet.empty()) return enter(at.quiet);
    return enter(at.error.empty() ? at.next : at.error);
  }
  if (!own_words) say(why);
  return present(at);
}

Step Walk::person() {
  const std::string way = way_to_person(desk_.flow, *step());
  if (way.empty()) return miss(TextId::phone_invalid);
  note_choice(step()->name, "0");
  return enter(way);
}

Step Walk::notice() {
  say_notice();
  return present(*step());
}

Step Walk::star(const FlowStep& at) {
  if (++state().stars > most_stars) return miss(TextId::phone_invalid);
  return present(at);
}

Step Walk::pressed(const std::string& digits) {
  const std::string keys = keys_of(digits.substr(0, most_digits + 1));
  if (state().phase == flood_phase) return flooded(keys);
  const FlowStep* const at = step();
  // A provider that has no recording to tell of tells of nothing pressed.
  if (state().phase == trouble_phase) return recorded({});
  if (at && at->kind == Kind::record) return recorded({{}, {}, 0, false, true});
  if (!at) return enter(desk_.flow.start);  // a reload has taken the step away
  if (at->kind == Kind::enqueue) {
    if (keys == "9" || keys == "911") {
      say_notice();
      return waited({});
    }
    if (!is_one_of(*at, keys)) return waited({});
    state().phase = keys;
    return wait_for(Leave{});
  }
  if (!waits(at->kind) && !at->speech) return repeat();
  if (keys.empty()) return miss(TextId::phone_silence);
  if (keys.size() > most_digits)
    return miss(at->kind == Kind::status    ? TextId::phone_not_a_number
                : state().phase == "number" ? TextId::voice_bad_phone
                                            : TextId::phone_invalid);
  return pressed_at(*at, keys);
}

Step Walk::pressed_at(const FlowStep& at, const std::string& digits) {
  const bool own = is_one_of(at, digits);
  if (digits == "911" || (digits == "9" && !own)) return notice();
  if (digits == "0" && !own) return person();
  if (digits == "*" && !own) return star(at);
  state().stars = 0;
  if (state().phase == "heard") return confirmed(at, digits == "1");
  switch (at.kind) {
    case Kind::menu: return own ? chosen(at, digits.front()) : miss(TextId::phone_invalid);
    case Kind::language:
      return own ? language_chosen(at, digits.front()) : miss(TextId::phone_invalid);
    case Kind::gather: return gathered(at, digits);
    case Kind::status: return number_given(digits);
    case Kind::callback: return callback_pressed(at, digits);
    default: return miss(TextId::phone_invalid);
  }
}

Step Walk::chosen(const FlowStep& at, char key) {
  note_choice(at.name, std::string(1, key));
  return enter(at.keys.at(key));
}

Step Walk::language_chosen(const FlowStep& at, char key) {
  if (key == at.relay) {
    state().slow = true;
    say_in_all(TextId::phone_relay);
    return present(at);
  }
  state().language = at.keys.at(key);
  note_choice(at.name, state().language);
  return enter(at.next);
}

Step Walk::gathered(const FlowStep& at, const std::string& digits) {
  if (digits_of(digits) != digits || digits.size() < at.least || digits.size() > at.most)
    return miss(TextId::phone_invalid);
  note_choice(at.name, digits);
  return enter(at.next);
}

Step Walk::number_given(const std::string& digits) {
  const std::string number = digits_of(digits);
  const FlowStep& at = *step();
  if (number.size() < at.least || number.size() > at.most || number != digits)
    return miss(TextId::phone_not_a_number);
  const auto tracking = parse_tracking(number);
  if (!tracking) return miss(TextId::voice_bad_number);
  return Asked{dialogue::WantStatus{to_text(*tracking)}, std::move(reply_)};
}

Step Walk::callback_number(const FlowStep& at, const std::string& digits) {
  const std::string number = digits_of(digits);
  const auto phone = to_e164(number, desk_.city.phone_region);
  if (!phone || number != digits || number.size() < whole_number)
    return miss(TextId::voice_bad_phone);
  state().number = *phone;
  state().phase = "confirm";
  return present(at);
}

Step Walk::callback_pressed(const FlowStep& at, const std::string& digits) {
  if (state().phase == "number") return callback_number(at, digits);
  if (state().phase == "confirm") {
    if (digits == "1") return keep_callback();
    if (digits != "2") return miss(TextId::phone_invalid);
    state().phase = "number";
    return miss(TextId::voice_all_right);
  }
  if (digits == "1" && !turn_.from.empty()) {
    state().number = turn_.from;
    return keep_callback();
  }
  if (is_one_of(at, digits)) return chosen(at, digits.front());
  if (digits != "3" && digits != "1") return miss(TextId::phone_invalid);
  state().phase = "number";
  return present(at);
}

// What was half understood.
Step Walk::confirmed(const FlowStep& at, bool yes) {
  const std::string meant = state().pending.substr(0, state().pending.find(' '));
  if (!yes || meant.empty()) return miss(TextId::phone_invalid);
  state().phase.clear();
  state().pending.clear();
  return mean(at, meant);
}

// A person is there for emergencies alone, and a message is taken.
Step Walk::flooded(const std::string& digits) {
  if (digits.starts_with('9')) {
    say_notice();
    return enter(desk_.flow.person);
  }
  if (digits == "1") {
    state().phase = trouble_phase;
    say(TextId::phone_record);
    return wait_for(Record{});
  }
  note_event("call.refused");
  say_in_all(TextId::voice_goodbye);
  return finish(Result::refused);
}

}  // namespace crosstown::flow
