// `self_service:`, what the daemon answers from by itself.
#include "daemon/config/sections.h"

namespace crosstown {

std::string read_self_service(config::Section& root, const std::vector<std::string>& calendars) {
  config::Section section = root.section("self_service");
  std::string hours;
  if (const auto value = section.find("hours")) {
    if (const auto index = value->one_of(calendars)) hours = calendars[*index];
  }
  section.finish();
  return hours;
}

}  // namespace crosstown
