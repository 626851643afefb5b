#include "router/queues/overflow.h"

#include <algorithm>

namespace crosstown {

bool is_over(const Overflow& overflow, QueueLoad load, bool already) {
  if (load.depth == 0) return false;  // a queue that is empty has nothing that is old
  const auto reached = [already](auto value, auto limit) {
    return already ? value * 4 >= limit * 3 : value >= limit;
  };
  return (overflow.depth && reached(load.depth, *overflow.depth)) ||
         (overflow.age && reached(load.oldest_age, *overflow.age));
}

std::vector<std::string> overflow_cycle(const Overflows& overflows) {
  for (const auto& start : overflows) {
    std::vector<std::string> path{start.first};
    for (auto at = overflows.find(start.first); at != overflows.end();
         at = overflows.find(path.back())) {
      const auto seen = std::find(path.begin(), path.end(), at->second.to);
      const bool closed = seen != path.end();
      const auto first = seen - path.begin();
      path.push_back(at->second.to);
      if (closed) return {path.begin() + first, path.end()};
    }
  }
  return {};
}

}  // namespace crosstown
