// What an Alexa request holds, as far as this adapter needs it (Amazon's page "Request and Response
// JSON Reference").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "channels/channel.h"
#include "router/dialogue/state.h"

namespace crosstown::alexa {

struct Slot {
  std::string name;
  std::string value;     // as heard; empty: not said
  std::string resolved;  // id of the interaction model's value that it was recognised as
};

struct Intent {
  std::string name;
  std::string confirmation;  // NONE, CONFIRMED, DENIED
  std::vector<Slot> slots;
};

struct Envelope {
  std::string type;  // "IntentRequest"
  std::string request_id;
  std::optional<Time> timestamp;  // empty: there is none, or it is no ISO 8601
  std::string locale;             // "es-US"
  std::string application;        // the skill's id; empty where two places name different ones
  std::string user;
  std::string dialog_state;  // STARTED, IN_PROGRESS, COMPLETED
  std::optional<Intent> intent;
  dialogue::Attributes attributes;  // of the session; only texts
};

// Any bytes are fine. Members that are not known, or that are of another type than Amazon says, are
// passed over: what matters is asked for by name.
[[nodiscard]] std::variant<Envelope, Refusal> read_envelope(std::string_view body);

// "2026-11-22T00:57:05Z", with a fraction or an offset or not. Empty: it is none.
[[nodiscard]] std::optional<Time> iso_time(std::string_view text);

}  // namespace crosstown::alexa
