// The figures of a run for people and for programs.
#pragma once

#include <string>

#include "bench/load/meter.h"
#include "bench/load/options.h"

namespace crosstown::load {

[[nodiscard]] std::string as_table(const Options& options, const Figures& figures);

// One JSON object; its members are listed in bench/load/README.md.
[[nodiscard]] std::string as_json(const Options& options, const Figures& figures);

}  // namespace crosstown::load
