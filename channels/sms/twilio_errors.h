// Twilio's error codes as far as they decide something.
#pragma once

#include <string>

namespace crosstown {

enum class TwilioFault {
  final,      // this message to this number will never go
  retry,      // Twilio or a carrier is busy
  ours,       // account or credentials: nothing will go until somebody mends it
  opted_out,  // the resident told Twilio or the carrier to stop
};
struct TwilioError {
  int code;
  TwilioFault fault;
  const char* text;
};
// Null: one that is not in the table.
[[nodiscard]] const TwilioError* twilio_error(int code);

// "30003 unreachable handset"; without text where the table has none.
[[nodiscard]] std::string twilio_reason(int code);

}  // namespace crosstown
