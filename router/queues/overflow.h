// Where a queue's work goes when there is too much of it. Pure: the load comes from outside.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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

// The queue that takes what is meant for `queue` at this load; empty: it keeps its own. Whoever
// asks may ask for that queue again: where overflow_cycle() is empty, this ends. The view is into
// `overflows`.
[[nodiscard]] std::optional<std::string_view> overflow_target(const Overflows& overflows,
                                                              std::string_view queue,
                                                              QueueLoad load);

// Queues that overflow into each other, in their order, the first again at the end: "parks",
// "water", "parks". Empty: there are none.
[[nodiscard]] std::vector<std::string> overflow_cycle(const Overflows& overflows);

}  // namespace crosstown
