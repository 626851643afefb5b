#include "router/emergency/desk.h"

#include <fmt/format.h>

namespace crosstown {

std::optional<Routing> EmergencyDesk::route(const Message& message) const {
  const auto emergency = tripwire->check(message);
  if (!emergency) return std::nullopt;
  const bool expression = emergency->word.starts_with('/');
  Routing routing;
  routing.queue = queue;
  routing.type = emergency_rule;
  routing.priority = Priority::urgent;
  routing.rule = emergency_rule;
  routing.why = {fmt::format("text matched {1}{0}{1}", emergency->word, expression ? "" : "\"")};
  return routing;
}

}  // namespace crosstown
