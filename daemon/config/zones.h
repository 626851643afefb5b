// Names of time zones, as this machine has them.
#pragma once

#include <string>

#include "router/config/reader.h"

namespace crosstown {

// A zone that is not there is a problem at `value`. Reads the disk.
void check_zone(const config::Value& value, const std::string& zone);

}  // namespace crosstown
