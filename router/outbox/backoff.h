// How long a reply waits before it is tried again.
#pragma once

#include <chrono>

namespace crosstown {

// 2 s, doubled with each try up to 10 min, a quarter more or less so that many do not come at once.
// `tries`: made already, from 1. `luck`: 0 to 1, evenly spread.
[[nodiscard]] std::chrono::milliseconds retry_pause(int tries, double luck);

}  // namespace crosstown
