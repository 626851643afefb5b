// What the city's queues promise: whether anybody is there, and by when something is done.
// Immutable; shared by all threads.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "router/hours/calendars.h"
#include "router/message/routing.h"

namespace crosstown {

class Promises {
 public:
  struct Queue {
    std::string calendar;  // empty: always open
    std::optional<Due> due;
  };

  using Queues = std::map<std::string, Queue, std::less<>>;

  // `zone`: the city's, for queues that are always open; it must be known on this machine, and
  // `calendars` must hold those of the queues.
  Promises(Queues queues, std::shared_ptr<const Calendars> calendars, const std::string& zone);

  // Writes after_hours and due_at, by the calendar of the queue that `routing` names and by the
  // rule's due, else the queue's. What comes in at `now` while closed counts from the next opening.
  void promise(Routing& routing, Time now) const;

  // Null: it is always open.
  [[nodiscard]] const Hours* hours(std::string_view queue) const;

 private:
  Queues queues_;
  std::shared_ptr<const Calendars> calendars_;
  Hours always_;
};

}  // namespace crosstown
