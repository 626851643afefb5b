// The JSON body of the `webhook` adapter (docs/channels/webhook.md) as a message.
#pragma once

#include <string_view>
#include <variant>

#include "channels/channel.h"
#include "router/message/message.h"

namespace crosstown {

// Strict about types and sizes, so that a program's author learns of a mistake at once: a refusal
// says where ("place.lat: number expected"), and never repeats what was sent. Unknown members are
// passed over; null is the same as absent. The message lacks what only the headers know.
[[nodiscard]] std::variant<Message, Refusal> read_webhook_body(std::string_view body);

}  // namespace crosstown
