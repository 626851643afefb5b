#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

namespace crosstown::load {

using Nanoseconds = std::int64_t;  // of the monotonic clock

inline constexpr Nanoseconds never = std::numeric_limits<Nanoseconds>::max();

[[nodiscard]] inline Nanoseconds monotonic_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

[[nodiscard]] constexpr Nanoseconds nanoseconds(double seconds) {
  return static_cast<Nanoseconds>(seconds * 1e9);
}

}  // namespace crosstown::load
