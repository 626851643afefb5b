// Where a queue's work goes when there is too much of it. Pure: the load comes from outside.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crosstown {

struct QueueLoad {
  std::uint64_t depth = 0;                  // entries that wait
  std::chrono::milliseconds oldest_age{0};  // of the one that waits longest
};

// A queue overflows when it reaches either limit; at least one is set.
struct Overflow {
  std::optional<std::uint64_t> depth;
  std::optional<std::chrono::milliseconds> age;
  std::string to;
};

// By queue; most have none.
using Overflows = std::map<std::string, Overflow, std::less<>>;

// Whether a queue overflows at this load. `already`: it did until now, and goes on until it is
// below three quarters of both limits, so that one worker's hour does not send every second message
// elsewhere.
[[nodiscard]] bool is_over(const Overflow& overflow, QueueLoad load, bool already);

// Queues that overflow into each other, in their order, the first again at the end: "parks",
// "water", "parks". Empty: there are none.
[[nodiscard]] std::vector<std::string> overflow_cycle(const Overflows& overflows);

}  // namespace crosstown
