// Which queues overflow just now: whoever watches them writes it, and every message reads it.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "router/message/routing.h"
#include "router/queues/overflow.h"

namespace crosstown {

// Any thread, without a lock. Nothing overflows until somebody notes it.
class OverflowBoard {
 public:
  // overflow_cycle() of them must be empty.
  explicit OverflowBoard(Overflows overflows);

  // Those that may overflow, by name; most cities have a few.
  [[nodiscard]] const std::vector<std::string>& queues() const { return names_; }
  // Of one of queues().
  [[nodiscard]] const Overflow& overflow(std::string_view queue) const;

  enum class Change { none, began, ended };
  // What was found out about one of queues(), of the whole city. One thread at a time.
  Change note(std::string_view queue, QueueLoad load);

  // What was known before a reload holds for queues of the same name until it is found out anew.
  void take_over(const OverflowBoard& before);

  // Sends what is meant for a queue that overflows to the one that takes its work, and on from
  // there where that one overflows, too; says so in `why`. Those that it passed, in order.
  std::vector<std::string_view> divert(Routing& routing) const;

 private:
  struct Watched {
    Overflow overflow;
    std::atomic<bool> over{false};
  };

  std::map<std::string, Watched, std::less<>> watched_;  // its nodes never change
  std::vector<std::string> names_;
};

}  // namespace crosstown
