// How many text messages a text is sent in (3GPP TS 23.038 section 6.2.1, TS 23.040 section
// 9.2.3.24.1).
#pragma once

#include <cstddef>
#include <string_view>

namespace crosstown {

struct SmsSize {
  bool gsm7 = true;       // false: a character is outside of GSM-7 and all is sent as UCS-2
  std::size_t units = 0;  // septets, or UTF-16 units
  std::size_t segments = 0;
};

// `text` must be valid UTF-8. An empty text is no segment.
[[nodiscard]] SmsSize sms_size(std::string_view text);

}  // namespace crosstown
