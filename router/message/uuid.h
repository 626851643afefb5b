// UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then a counter and random bits.
#pragma once

#include <string>

#include "router/message/message.h"

namespace crosstown {

// Within one thread strictly increasing, also when the clock stands or steps back a little.
[[nodiscard]] std::string uuid_v7(Time now);

}  // namespace crosstown
