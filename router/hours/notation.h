// Hours, days and dates as people write them in the configuration. Mistakes are sentences for the
// operator, without their place.
#pragma once

#include <absl/time/civil_time.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "router/hours/plan.h"
#include "router/message/due.h"

namespace crosstown {

struct HoursMistake {
  std::string text;
};

// "08:00-17:00"; "20:00-04:00" ends on the next day (16 hours at most: a longer one is taken for a
// mistake); "08:00-24:00"; "24h".
[[nodiscard]] std::variant<Span, HoursMistake> parse_span(std::string_view text);

// Sorts the spans of one day; empty: none overlaps another.
[[nodiscard]] std::optional<HoursMistake> put_in_order(Spans& spans);

// What runs over midnight into the next day's hours; empty: nothing.
[[nodiscard]] std::optional<HoursMistake> week_overlap(const std::array<Spans, 7>& week);

// "mon", "mon-fri", "fri-mon": 0 is Monday. Empty: no such days.
[[nodiscard]] std::vector<std::size_t> parse_days(std::string_view text);
// "mon" … "sun"
[[nodiscard]] const std::vector<std::string>& day_words();

// "2026-12-25", a day that exists.
[[nodiscard]] std::variant<absl::CivilDay, HoursMistake> parse_date(std::string_view text);

// "1d" to "366d" are open days; "30m" and "4h" open time, up to a year of it. Empty: none of these.
[[nodiscard]] std::optional<Due> parse_due(std::string_view text);

}  // namespace crosstown
