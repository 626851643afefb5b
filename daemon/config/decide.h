// What the daemon would do with a message, without doing it: for `crosstownd check`, for
// `crosstownctl explain`, and for tables of judged messages.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "daemon/config/config.h"
#include "router/emergency/desk.h"
#include "router/language/judge.h"
#include "router/message/message.h"
#include "router/message/normalise.h"
#include "router/rules/rules.h"
#include "router/rules/self_service.h"

namespace crosstown {

// Views: what they look at must outlive the call.
struct Judges {
  NormaliserSettings normaliser;
  const LanguageJudge& languages;
  const EmergencyDesk* emergency = nullptr;  // null: the city has no tripwire
  const Rules& rules;
};

// `message` as its adapter would have read it becomes what the rules see: clean, with a language.
// Returns how the language was judged.
Judged::By prepare(Message& message, const Judges& judges);

// Of a prepared message, in the order in which the daemon asks: tripwire, self-service, rules.
// A routing of the tripwire has the rule `emergency_rule`.
using Decision = std::variant<Routing, SelfService>;
[[nodiscard]] Decision decide(const Message& prepared, const Judges& judges,
                              const Circumstances& circumstances);

// Both, with the judges of a checked configuration and nothing known of time and place.
struct Decided {
  Message message;
  Decision decision;
};
[[nodiscard]] Decided decide(const Config& config, Message message);

}  // namespace crosstown
