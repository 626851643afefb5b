// A call's state as one short text, which lies in the store between two turns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "router/flow/call.h"

namespace crosstown::flow {

// Bytes; what would not fit is cut, and a call goes on without it.
inline constexpr std::size_t longest_state = 2048;

// Lines of a name and a value; what is as it is in a new state is left out.
[[nodiscard]] std::string written(const State& state);

// Empty: it is none. Names that an older or newer daemon writes are passed over.
[[nodiscard]] std::optional<State> read_state(std::string_view text);

}  // namespace crosstown::flow
