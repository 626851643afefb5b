// How much each of many may do in a while: a burst at once, then one more each interval.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace crosstown {

struct Rate {
  std::uint32_t burst = 0;  // 0: no limit
  std::chrono::milliseconds every{1000};

  bool operator==(const Rate&) const = default;
};

// The generic cell rate algorithm (ITU-T I.371): for each key one moment is kept, at which it will
// have all of its burst again. Keys are known by a hash of 64 bits, in a table that never grows:
// where it is crowded, whoever is nearest to a full burst is forgotten, and has one again.
// Thread-safe.
class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;

  // Room for at least so many keys, at 16 bytes each.
  explicit RateLimiter(std::size_t keys);
  ~RateLimiter();

  // Whether the key may now, which then counts. Who may not is not set back further by asking.
  bool allow(std::string_view key, const Rate& rate, Clock::time_point now) {
    return look(key, rate, now, true);
  }
  // The same without counting.
  [[nodiscard]] bool would_allow(std::string_view key, const Rate& rate, Clock::time_point now) {
    return look(key, rate, now, false);
  }

 private:
  bool look(std::string_view key, const Rate& rate, Clock::time_point now, bool counts);

  struct Cell {
    std::uint64_t key = 0;  // 0: free
    std::int64_t full_again = 0;
  };
  static constexpr std::size_t ways = 8;  // where a key may lie; a cache line or two
  static constexpr std::size_t locks = 64;
  struct Set {
    Cell cells[ways];
  };

  std::uint64_t seed_;  // so that nobody can choose keys that crowd others out
  std::vector<Set> sets_;
  std::unique_ptr<std::mutex[]> mutexes_;
};

}  // namespace crosstown
