#include "daemon/calendar.h"

#include <fmt/format.h>

namespace crosstown {
namespace {

absl::Time moment(Time time) { return absl::FromUnixMillis(time.time_since_epoch().count()); }

}  // namespace

std::optional<Calendar> Calendar::of(const std::string& zone) {
  absl::TimeZone found;
  if (!absl::LoadTimeZone(zone, &found)) return std::nullopt;
  return Calendar(found);
}

CivilHour Calendar::civil(Time time) const {
  const auto civil = absl::ToCivilHour(moment(time), zone_);
  return {static_cast<int>(civil.year() % 100),
          fmt::format("{:04}-{:02}-{:02}", civil.year(), civil.month(), civil.day()),
          fmt::format("{:02}", civil.hour())};
}

std::string Calendar::date(Time time) const { return civil(time).day; }

Time now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace crosstown
