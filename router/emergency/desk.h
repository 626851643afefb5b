// Who takes emergencies, and what an emergency is to the rest of the router.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "router/emergency/tripwire.h"
#include "router/message/routing.h"

namespace crosstown {

inline constexpr std::string_view emergency_rule = "emergency";

struct EmergencyDesk {
  std::string queue;
  std::string number = "911";  // whom residents are told to call
  std::shared_ptr<const Tripwire> tripwire;

  // Urgent, to the desk's queue, of the type and the rule "emergency". Empty: the message is none.
  [[nodiscard]] std::optional<Routing> route(const Message& message) const;
};

}  // namespace crosstown
