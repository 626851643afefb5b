// What Alexa is answered (Amazon's page "Request and Response JSON Reference").
#pragma once

#include <string>

#include "channels/voice/envelope.h"
#include "router/dialogue/turn.h"

namespace crosstown::alexa {

inline constexpr std::size_t most_card = 8000;  // characters of title and text together
// Amazon's older pages say 24 kB of a whole response, newer ones 120: what fits both.
inline constexpr std::size_t most_response = 24'000;

[[nodiscard]] std::string response(const dialogue::Reply& reply);
// To what nothing can be said to: the end of a session, an error, an event.
[[nodiscard]] std::string empty_response();
// To a CanFulfillIntentRequest: whether this skill knows the intent and each of its slots.
[[nodiscard]] std::string can_fulfill_response(const Envelope& envelope);

}  // namespace crosstown::alexa
