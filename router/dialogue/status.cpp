// How a request stands, by its number or by who asks.
#include <algorithm>

#include "router/dialogue/scene.h"
#include "router/dialogue/speech.h"
#include "router/message/tracking.h"
#include "router/texts/words.h"

namespace crosstown::dialogue {
namespace {

constexpr std::size_t year_digits = 2;
constexpr std::size_t least_sequence_digits = 7;
constexpr std::size_t most_sequence_digits = 9;
constexpr int most_misses = 3;

// Of what was recognised as a number; "?" stands for what was not.
std::string digits_of(const std::string& heard) {
  std::string digits;
  for (const char c : heard) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

// Recognisers take zeros at the front away: "zero zero zero one two three four" is 1234.
std::string padded(std::string digits, std::size_t width) {
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

// Who says all digits at once, and who says them in three parts.
std::string whole_number(const std::string& first, const std::string& middle,
                         const std::string& last) {
  if (first.size() > year_digits) return first;
  return padded(first, year_digits) + padded(middle, least_sequence_digits) + last;
}

Step ask_group(Scene& scene, std::string_view slot, TextId question) {
  scene.slots.erase(std::string(slot));
  return scene.ask_slot(slot, question);
}

Step wrong_number(Scene& scene) {
  const std::string told = scene.text(TextId::voice_bad_number);
  const int misses = scene.state().misses + 1;
  if (misses >= most_misses) {
    std::string words = told;
    if (!scene.turn.phone.empty()) {
      const std::string phone = as_telephone(scene.turn.phone);
      words = joined(words, scene.text(TextId::voice_call_us, {{"phone", phone}}));
    }
    return scene.end(joined(words, scene.text(TextId::voice_goodbye)));
  }
  scene.slots.clear();
  Reply reply = scene.ask_slot("first", TextId::voice_ask_first, told);
  reply.state.misses = misses;
  return reply;
}

}  // namespace

Step status(Scene& scene) {
  const std::string first = digits_of(scene.heard("first"));
  const std::string middle = digits_of(scene.heard("middle"));
  const std::string last = digits_of(scene.heard("last"));
  Step next;
  if (first.empty()) {
    next = ask_group(scene, "first", TextId::voice_ask_first);
  } else if (first.size() <= year_digits &&
             (middle.empty() || middle.size() > most_sequence_digits)) {
    next = ask_group(scene, "middle", TextId::voice_ask_middle);
  } else if (first.size() <= year_digits && last.size() != 1) {
    next = ask_group(scene, "last", TextId::voice_ask_last);
  } else {
    const auto number = parse_tracking(whole_number(first, middle, last));
    if (!number) return wrong_number(scene);
    return Want(WantStatus{to_text(*number)});
  }
  std::get<Reply>(next).state.misses = scene.state().misses;
  return next;
}

Reply status_told(const Scene& scene, const ToldStatus& told, bool newest) {
  if (!told.reachable) return scene.ask_more(scene.text(TextId::voice_unavailable));
  if (!told.found && newest) return scene.open(scene.text(TextId::voice_no_last));
  const std::string number = as_digits(told.tracking);
  if (!told.found)
    return scene.ask_more(scene.text(TextId::voice_status_unknown, {{"tracking", number}}));
  std::string words = words::status(scene.desk.spoken, scene.turn.language, number, told.status,
                                    told.queue_name, told.opened);
  if (!told.reply.empty())
    words = joined(words, scene.text(TextId::voice_status_reply, {{"reply", told.reply}}));
  Reply reply = scene.end(words);
  scene.put_card(reply);
  Reply asking = scene.ask_more(words);
  asking.card_title = std::move(reply.card_title);
  asking.card = std::move(reply.card);
  return asking;
}

}  // namespace crosstown::dialogue
