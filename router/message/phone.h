// Phone numbers to E.164.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crosstown {

// "+18015550123" for anything that libphonenumber calls a possible number in `region` (ISO 3166,
// "US"); empty otherwise (short codes, alphanumeric senders, "anonymous"). A string that has the
// E.164 shape already (^\+[1-9][0-9]{6,14}$) is passed through without asking the library, which
// takes microseconds and 20 ms the first time. Thread-safe.
[[nodiscard]] std::optional<std::string> to_e164(std::string_view number, std::string_view region);

// For logs: "+1801•••0123" keeps country and last four digits at most; anything else "•••".
[[nodiscard]] std::string masked(std::string_view address);

}  // namespace crosstown
