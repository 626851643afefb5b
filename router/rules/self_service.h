// What needs no person. Pure: text in, a recognised wish out.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "router/message/message.h"

namespace crosstown {

// "STATUS 26-0001234-9", "status 2600012349", "estado 26-0001234-9", "estatus …": the whole text is
// the word and a number. `tracking` is canonical.
struct AskStatus {
  std::string tracking;
};
// The word was there and something like a number, but its check digit or shape is wrong.
struct AskStatusBadNumber {};

using SelfService = std::variant<AskStatus, AskStatusBadNumber>;

// Empty: a message for people.
[[nodiscard]] std::optional<SelfService> self_service(const Message& message);

}  // namespace crosstown
