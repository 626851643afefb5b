// A dialogue's state as names and texts, which is how assistants carry it from turn to turn.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "router/dialogue/turn.h"

namespace crosstown::dialogue {

using Attributes = std::map<std::string, std::string, std::less<>>;

// What is as it is in a new state is left out.
[[nodiscard]] Attributes to_attributes(const State& state);

// Whatever does not fit is passed over: an older daemon wrote it, or a program made it up.
[[nodiscard]] State state_of(const Attributes& attributes);

}  // namespace crosstown::dialogue
