// Twilio's fields as a message, whether a form or an event (twilio_events.h) brought them.
#pragma once

#include <optional>
#include <string_view>

#include "channels/http/form.h"
#include "router/message/message.h"

namespace crosstown {

// What "once" is judged by. Empty when it is missing or is no id: 1 to 64 of [A-Za-z0-9_-].
[[nodiscard]] std::string_view twilio_message_id(const Form& form);

// Everything the fields say. Fields that we do not know, and values that make no sense where the
// text does without them (a latitude of 400), are passed over: Twilio adds fields without notice.
[[nodiscard]] Message twilio_message(const Form& form, std::string_view message_id);

}  // namespace crosstown
