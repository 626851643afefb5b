// The log: one line an event, `event=name key=value …`, to journald under systemd and to the
// console otherwise. No resident text, no secret and no whole phone number above debug level.
#pragma once

#include "daemon/config/config.h"

namespace crosstown {

// Before any thread is started; on reload only the level may change.
void start_log(const LogConfig& config);
void set_log_level(LogLevel level);

}  // namespace crosstown
