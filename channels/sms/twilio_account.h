// The keys that every channel of Twilio's has: whose account it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/config/reader.h"

namespace crosstown {

struct TwilioAccount {
  std::string sid;                  // "AC" and 32 hex digits
  std::vector<std::string> tokens;  // at least one; two while one is rotated
};

// Reads `account_sid` and `auth_token` (a secret, or a list of them).
[[nodiscard]] TwilioAccount read_twilio_account(config::Section& channel);

// `prefix` and 32 hex digits.
[[nodiscard]] bool is_twilio_sid(std::string_view text, std::string_view prefix);

}  // namespace crosstown
