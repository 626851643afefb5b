#include "router/queues/overflow.h"

#include <algorithm>

namespace crosstown {

std::optional<std::string_view> overflow_target(const Overflows& overflows, std::string_view queue,
                                                QueueLoad load) {
  const auto found = overflows.find(queue);
  if (found == overflows.end()) return std::nullopt;
  const Overflow& overflow = found->second;
  const bool deep = overflow.depth && load.depth >= *overflow.depth;
  const bool old = overflow.age && load.depth > 0 && load.oldest_age >= *overflow.age;
  if (!deep && !old) return std::nullopt;
  return overflow.to;
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
