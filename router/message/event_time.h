// The form that times have in events.
#pragma once

#include <optional>
#include <string_view>

#include "router/message/message.h"

namespace crosstown {

// "2026-11-22T16:04:05.123Z", as envelope.cpp writes it (RFC 3339, in UTC); empty: anything else.
[[nodiscard]] std::optional<Time> event_time(std::string_view text);

}  // namespace crosstown
