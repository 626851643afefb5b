// When a department is open, as its calendar says it: by the wall clock, without a time zone.
#pragma once

#include <absl/time/civil_time.h>

#include <array>
#include <map>
#include <string>
#include <vector>

namespace crosstown {

inline constexpr int day_minutes = 24 * 60;

// Minutes since the midnight that its day begins with: from ≤ t < to. 0 ≤ from < 1440; `to` is more
// than 1440 when it ends on the next day. It belongs to the day on which it begins, whole.
struct Span {
  int from = 0;
  int to = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

// Of one day: in order, none touches another's inside. Empty: closed.
using Spans = std::vector<Span>;

struct HoursPlan {
  std::array<Spans, 7> week;  // Monday first, as absl::Weekday
  // Days that have hours of their own instead of their weekday's.
  std::map<absl::CivilDay, Spans> special;
  // Closed days; language → what residents call it, may be empty.
  std::map<absl::CivilDay, std::map<std::string, std::string>> holidays;

  [[nodiscard]] const Spans& on(absl::CivilDay day) const;
};

}  // namespace crosstown
