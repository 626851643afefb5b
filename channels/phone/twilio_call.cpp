#include "channels/phone/twilio_call.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crosstown {
namespace {

using flow::Returned;

constexpr std::array<std::string_view, 5> ends{"completed", "busy", "failed", "no-answer",
                                               "canceled"};
// What Twilio sends in place of a withheld number ("anonymous", "unavailable", "unknown", …, typed
// on a telephone's keys). The first is ANONYMOUS.
constexpr std::array<std::string_view, 6> withheld{"+266696687", "+7378742833",  "+2562533",
                                                   "+8656696",   "+86282452253", "+464"};
constexpr std::array<std::string_view, 3> relay_names{"RELAY", "TTY", "TRS"};
constexpr int longest_recording = 3600;  // seconds

template <class Number>
Number number_of(std::string_view text, Number fallback) {
  Number number{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole ? number : fallback;
}

bool has(const Form& form, std::string_view name) {
  return std::any_of(form.fields().begin(), form.fields().end(),
                     [&](const FormField& field) { return field.name == name; });
}

bool is_end(std::string_view status) {
  return std::find(ends.begin(), ends.end(), status) != ends.end();
}

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// As a word of its own: Betty's calls are as quick as others'.
bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end])))
      return true;
  }
  return false;
}

bool is_slow(const Form& form) {
  return form["From"] == "711" || form["From"] == "+711" ||
         std::any_of(relay_names.begin(), relay_names.end(),
                     [&](std::string_view word) { return has_word(form["CallerName"], word); });
}

// The caller who hangs up while it rings ends the leg, too: then the call itself has ended.
Returned from_dial(const Form& form) {
  const std::string_view status = form["DialCallStatus"];
  if (status == "completed" || status == "answered") return {Returned::How::answered, 0};
  if (is_end(form["CallStatus"])) return {Returned::How::hung_up, 0};
  return {Returned::How::not_answered, 0};
}

Returned from_queue(const Form& form) {
  const std::string_view result = form["QueueResult"];
  const int waited = std::max(number_of(form["QueueTime"], 0), 0);
  if (result == "bridged" || result == "bridging-in-process")
    return {Returned::How::answered, waited};
  if (result == "hangup") return {Returned::How::hung_up, waited};
  if (result == "leave") return {Returned::How::left, waited};
  return {Returned::How::not_answered, waited};
}

flow::Recorded from_recording(const Form& form) {
  flow::Recorded recorded;
  recorded.url = form["RecordingUrl"];
  recorded.seconds = std::clamp(number_of(form["RecordingDuration"], 0), 0, longest_recording);
  recorded.hung_up = form["Digits"] == "hangup";
  // The action names no id of the recording, its URL ends with it.
  const std::string_view sid = form["RecordingSid"];
  recorded.id = sid.empty() ? recorded.url.substr(recorded.url.rfind('/') + 1) : std::string(sid);
  return recorded;
}

}  // namespace

CallbackQuery read_callback_query(std::string_view target) {
  CallbackQuery query;
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return query;
  for (std::string_view rest = target.substr(mark + 1); !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const std::size_t equals = std::min(one.find('='), one.size());
    const std::string_view name = one.substr(0, equals);
    const std::string_view value = one.substr(std::min(equals + 1, one.size()));
    if (name == "part") query.partition = number_of(value, -1);
    if (name == "turn") query.turn = number_of(value, -1);
    if (name == "trouble") query.trouble = value == "1";
    if (name == "wait") query.waiting = value == "1";
    if (name == "lang") query.language = value;
  }
  return query;
}

std::optional<flow::Event> twilio_call_event(const Form& form, const CallbackQuery& query) {
  const bool from_us = query.turn >= 0;
  if (!form["RecordingStatus"].empty()) return std::nullopt;
  if (!from_us && is_end(form["CallStatus"])) return flow::Ended{};
  if (!from_us) return flow::Began{is_slow(form), false, {}};
  if (query.waiting) {
    if (!form["Digits"].empty()) return flow::Pressed{std::string(form["Digits"])};
    return flow::Waiting{std::max(number_of(form["QueuePosition"], 0), 0)};
  }
  if (!form["DialCallStatus"].empty()) return from_dial(form);
  if (!form["QueueResult"].empty()) return from_queue(form);
  if (!form["RecordingUrl"].empty() || form["Digits"] == "hangup") return from_recording(form);
  if (has(form, "SpeechResult") && form["Digits"].empty()) {
    const std::string_view sure = form["Confidence"];
    const double confidence = number_of(sure, -1.0);
    return flow::Spoke{std::string(form["SpeechResult"]),
                       confidence < 0 ? std::nullopt : std::optional(confidence)};
  }
  if (is_end(form["CallStatus"])) return flow::Ended{};
  return flow::Pressed{std::string(form["Digits"])};
}

std::string_view twilio_caller(const Form& form) {
  const std::string_view from = form["From"];
  const bool number =
      from.size() > 7 && from.front() == '+' &&
      std::all_of(from.begin() + 1, from.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool hidden = std::find(withheld.begin(), withheld.end(), from) != withheld.end();
  return number && !hidden ? from : std::string_view{};
}

}  // namespace crosstown
