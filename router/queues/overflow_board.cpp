#include "router/queues/overflow_board.h"

#include <cassert>
#include <utility>

namespace crosstown {

OverflowBoard::OverflowBoard(Overflows overflows) {
  assert(overflow_cycle(overflows).empty());
  for (auto& [queue, overflow] : overflows) {
    names_.push_back(queue);
    watched_[queue].overflow = std::move(overflow);
  }
}

const Overflow& OverflowBoard::overflow(std::string_view queue) const {
  return watched_.find(queue)->second.overflow;
}

OverflowBoard::Change OverflowBoard::note(std::string_view queue, QueueLoad load) {
  Watched& watched = watched_.find(queue)->second;
  const bool before = watched.over.load(std::memory_order_relaxed);
  const bool now = is_over(watched.overflow, load, before);
  if (now == before) return Change::none;
  watched.over.store(now, std::memory_order_relaxed);
  return now ? Change::began : Change::ended;
}

void OverflowBoard::take_over(const OverflowBoard& before) {
  for (auto& [queue, watched] : watched_) {
    const auto found = before.watched_.find(queue);
    if (found != before.watched_.end())
      watched.over.store(found->second.over.load(std::memory_order_relaxed),
                         std::memory_order_relaxed);
  }
}

std::vector<std::string_view> OverflowBoard::divert(Routing& routing) const {
  std::vector<std::string_view> passed;
  for (auto found = watched_.find(routing.queue);
       found != watched_.end() && found->second.over.load(std::memory_order_relaxed);
       found = watched_.find(routing.queue)) {
    const std::string& to = found->second.overflow.to;
    routing.why.push_back(routing.queue + " has too much work and overflows to " + to);
    routing.queue = to;
    passed.push_back(found->first);
  }
  return passed;
}

}  // namespace crosstown
