// What requests about one place are found by: its address as the city's own file writes it, else as
// it was given, without case and accents.
#pragma once

#include <string>
#include <string_view>

#include "router/places/places.h"

namespace crosstown {

// Empty: no address was given. `places` may be null.
[[nodiscard]] std::string place_key(std::string_view address, const Places* places);

}  // namespace crosstown
