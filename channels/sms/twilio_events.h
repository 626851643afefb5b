// Twilio's Event Streams: incoming messages as CloudEvents in JSON instead of a form. Source:
// Twilio, "Event Streams: Webhook quickstart", and the event type
// com.twilio.messaging.inbound-message.received (schema Messaging.InboundMessageV1).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "channels/channel.h"
#include "channels/http/form.h"

namespace crosstown {

// More of them than fit into a body of the size that the adapter takes are not from Twilio.
inline constexpr std::size_t max_twilio_events = 1000;

// The fields of one message, valid until the call returns. A refusal is of this event alone.
using TakeTwilioMessage = std::function<std::optional<Refusal>(const Form& fields)>;

// Reads an array of events, or a single one, in their order. What is in an event's `data` comes out
// as the fields that a form has: "messageSid" as "MessageSid", numbers as text; what is null or has
// members of its own is left out. Events of other types (delivery reports, the test of a sink) are
// left out, too. `odd` gets a refusal for each event that is malformed or that `take` refuses, with
// the event's place before its detail. Returns why nothing was read: malformed, too_large.
[[nodiscard]] std::optional<Refusal> read_twilio_events(std::string_view body,
                                                        const TakeTwilioMessage& take,
                                                        std::vector<Refusal>& odd);

}  // namespace crosstown
