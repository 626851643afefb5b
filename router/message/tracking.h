// Tracking numbers: YY-NNNNNNN-C. Year, a sequence of seven to nine digits, and a Damm check digit
// over all digits, so that one mistyped digit and any two neighbours swapped are caught.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crosstown {

struct TrackingNumber {
  int year = 0;                // two digits, 0 … 99
  std::uint32_t sequence = 0;  // 1 … 999,999,999

  friend bool operator==(const TrackingNumber&, const TrackingNumber&) = default;
};

// The digit that makes a string of digits valid under Damm's quasigroup of order 10
// (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004).
[[nodiscard]] int damm_digit(std::string_view digits);

[[nodiscard]] std::string to_text(const TrackingNumber& number);  // "26-0001234-9"

// Reads one as people write it: with or without dashes or spaces, "26-0001234-9", "26 0001234 9",
// "2600012349". Empty when it has another shape or its check digit is wrong.
[[nodiscard]] std::optional<TrackingNumber> parse_tracking(std::string_view text);

}  // namespace crosstown
