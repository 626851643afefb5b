#include "daemon/door.h"

#include <spdlog/spdlog.h>

namespace crosstown {

void Door::refused(int status, std::string_view reason) {
  metrics_.refused(status);
  if (status == 500) {
    SPDLOG_ERROR("event=internal_error door={} error=\"{}\"", name_, reason);
  } else {
    spdlog::debug("event=http_refused door={} status={} reason=\"{}\"", name_, status, reason);
  }
}

}  // namespace crosstown
