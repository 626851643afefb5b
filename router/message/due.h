// How long a request may take, as a queue or a rule promises it.
#pragma once

#include <chrono>

namespace crosstown {

// So many open days, or so much open time: one of the two is 0. Open by the queue's calendar.
struct Due {
  int days = 0;
  std::chrono::minutes open_time{0};
  friend bool operator==(const Due&, const Due&) = default;
};

}  // namespace crosstown
