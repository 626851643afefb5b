#include "router/outbox/backoff.h"

#include <algorithm>
#include <cstdint>

namespace crosstown {

std::chrono::milliseconds retry_pause(int tries, double luck) {
  using namespace std::chrono_literals;
  constexpr std::chrono::milliseconds first = 2s, longest = 10min;
  constexpr int most_doublings = 20;
  const std::chrono::milliseconds doubled =
      first * (1ll << std::clamp(tries - 1, 0, most_doublings));
  const auto pause = std::min(longest, doubled);
  const double share = 0.75 + 0.5 * std::clamp(luck, 0.0, 1.0);
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(static_cast<double>(pause.count()) * share));
}

}  // namespace crosstown
