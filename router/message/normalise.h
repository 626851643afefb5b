// The one place where a provider's message becomes ours: clean text, E.164 addresses, bounded
// sizes.
#pragma once

#include <string>

#include "router/message/message.h"

namespace crosstown {

struct NormaliserSettings {
  std::string phone_region = "US";
  std::string default_language = "en";
};

// In place; never fails and never drops text. `from`/`to` of phone and sms messages become E.164
// where possible; an address that is none (short code, alphanumeric) stays as cleaned; a withheld
// number ("anonymous", "restricted", "unavailable", "unknown", and Twilio's +266696687,
// +7378742833, +2562533, +8656696, +86282452253) becomes empty: no resident. Emails are
// lower-cased. A provider id that is long or holds anything but printable ASCII becomes its
// SHA-256, and so does a `from` of more than 320 bytes. A language that nobody knows becomes the
// default. An attachment that a provider holds and that has no id yet is named after the message,
// so `id` must be set before.
void normalise(Message& message, const NormaliserSettings& settings);

}  // namespace crosstown
