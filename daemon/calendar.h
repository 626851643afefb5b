// The city's calendar: days and hours in its own time zone.
#pragma once

#include <absl/time/time.h>

#include <optional>
#include <string>

#include "router/lane/lane.h"
#include "router/message/message.h"

namespace crosstown {

class Calendar {
 public:
  // An IANA name, "America/Denver"; empty when this machine does not know it.
  [[nodiscard]] static std::optional<Calendar> of(const std::string& zone);

  [[nodiscard]] CivilHour civil(Time time) const;
  [[nodiscard]] std::string zone() const { return zone_.name(); }
  [[nodiscard]] std::string date(Time time) const;  // "2026-11-22"

 private:
  explicit Calendar(absl::TimeZone zone) : zone_(zone) {}
  absl::TimeZone zone_;
};

// Now, to the millisecond.
[[nodiscard]] Time now();

}  // namespace crosstown
