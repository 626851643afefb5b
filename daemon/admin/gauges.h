// What /metrics tells besides what is counted: how things stand at the moment it is asked. It is
// read from those that know it anyway, so nothing has to be kept up to date for it.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

#include "daemon/admin/admin_parts.h"

namespace crosstown {

// Any thread; does not block on the disk or on Redis.
[[nodiscard]] std::vector<prometheus::MetricFamily> gauges(const AdminParts& parts);

}  // namespace crosstown
