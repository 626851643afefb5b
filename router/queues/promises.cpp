#include "router/queues/promises.h"

#include <utility>

namespace crosstown {

Promises::Promises(Queues queues, std::shared_ptr<const Calendars> calendars,
                   const std::string& zone)
    : queues_(std::move(queues)),
      calendars_(std::move(calendars)),
      always_(Hours::of(Hours::always(), zone).value()) {}

const Hours* Promises::hours(std::string_view queue) const {
  const auto found = queues_.find(queue);
  if (found == queues_.end() || found->second.calendar.empty()) return nullptr;
  return calendars_->find(found->second.calendar);
}

void Promises::promise(Routing& routing, Time now) const {
  const Hours* calendar = hours(routing.queue);
  routing.after_hours = calendar && !calendar->open(now);
  std::optional<Due> due = routing.due;
  if (const auto found = queues_.find(routing.queue); !due && found != queues_.end())
    due = found->second.due;
  routing.due_at = due ? (calendar ? *calendar : always_).due(now, *due) : std::nullopt;
}

}  // namespace crosstown
