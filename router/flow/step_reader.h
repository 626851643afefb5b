// One step of a flow, read from the configuration.
#pragma once

#include <chrono>
#include <string_view>

#include "router/config/reader.h"
#include "router/flow/flow.h"
#include "router/flow/flow_reader.h"

namespace crosstown::flow {

// Into a step that has its name. What it leads to is not looked at.
void read_step(config::Section section, FlowStep& step, const FlowNames& names);

// Outside of `low` … `high` is a problem and gives `usual`.
[[nodiscard]] std::chrono::milliseconds bounded(config::Section& section, std::string_view key,
                                                std::chrono::milliseconds low,
                                                std::chrono::milliseconds high,
                                                std::chrono::milliseconds usual);

}  // namespace crosstown::flow
