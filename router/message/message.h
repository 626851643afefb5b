// One normalised inbound contact: what every adapter makes and everything behind it understands.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "router/message/mail_facts.h"

namespace crosstown {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

enum class Medium { phone, sms, chat, email, voice_assistant, app, walk_in };

// The word used in the configuration, the envelope and metrics ("voice-assistant"), and back.
[[nodiscard]] std::string_view to_text(Medium medium);
[[nodiscard]] std::optional<Medium> medium_from(std::string_view word);

// A file that belongs to a message. Either its bytes came along (`bytes`, until the content store
// has them; then `id` is their SHA-256 in hex), or a provider holds it and `source_url` says where.
struct Attachment {
  std::string id;
  std::string content_type;
  std::string name;
  std::uint64_t size = 0;
  std::string source_url;
  std::string bytes;
};

struct Intent {
  std::string name;
  std::vector<std::pair<std::string, std::string>> slots;
};

struct Place {
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::string address;
  // What the city's own maps know of it (router/places/): kind and value, "ward" and "3"; and what
  // it was found by.
  std::vector<std::pair<std::string, std::string>> areas{};
  std::string_view located_by{};  // a literal
};

// What a provider already recognised as a wish about texting itself (Twilio's OptOutType).
enum class OptOut { none, stop, start, help };

// Shapes after the adapter: strings are the provider's, decoded but not yet cleaned. After
// normalise() (router/message/normalise.h): `from` and `to` are E.164 where they are phone numbers,
// every string is valid UTF-8 without control characters.
struct Message {
  std::string id;  // UUIDv7
  Time time{};     // when it was received
  Medium medium = Medium::sms;
  std::string channel;      // the city's name for the way in
  std::string adapter;      // the code that read it
  std::string provider_id;  // what "once" is judged by; never empty
  std::string from;         // empty: no resident is known
  std::string from_name;
  std::string to;
  std::string language;  // BCP 47; empty until somebody knows
  std::string subject;
  std::string text;
  std::vector<Attachment> attachments;
  std::optional<Intent> intent;
  std::optional<Place> place;
  std::optional<MailFacts> mail{};  // of what came as a mail
  OptOut opt_out = OptOut::none;
  // What the event tells of, where that is no message as such: "call.abandoned". Of static storage.
  std::string_view event{};
  // False: what the request is answered with reaches a program and never the resident. Nothing is
  // then answered by the daemon itself: also what needs no person goes to people.
  bool answered_inline = true;
};

}  // namespace crosstown
