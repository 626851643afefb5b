// The intents and slots of the skill: what the interaction model (skill-package/) calls what a
// dialogue is about.
#pragma once

#include <span>
#include <string_view>

#include "channels/voice/envelope.h"
#include "router/dialogue/turn.h"

namespace crosstown::alexa {

struct IntentName {
  std::string_view name;  // "ReportIssueIntent"
  dialogue::Topic topic;
};

// Our own first, then Amazon's. Stop, cancel and "navigate home" all end a dialogue.
[[nodiscard]] std::span<const IntentName> intents();
// Topic::none: it is not in our model.
[[nodiscard]] dialogue::Topic topic_of(std::string_view intent);
// Empty: the topic is no intent of our own.
[[nodiscard]] std::string_view intent_of(dialogue::Topic topic);

// An IntentRequest or a LaunchRequest as a turn.
[[nodiscard]] dialogue::Turn turn_of(const Envelope& envelope);

}  // namespace crosstown::alexa
