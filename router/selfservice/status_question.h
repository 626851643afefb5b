// A tracking number in what a resident writes, and what is said around it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "router/selfservice/wish.h"

namespace crosstown {

// AskStatus or AskStatusBadNumber; empty: it asks for no request's status, or says more than a
// status answers. `folded`: see fold().
[[nodiscard]] std::optional<Wish> status_question(std::string_view folded);

}  // namespace crosstown
