// Calendars and moments for tests, written as people write them.
#pragma once

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "router/hours/hours.h"
#include "router/hours/notation.h"

namespace crosstown {

// "2026-11-23T08:00:00-07:00"; the offset says which of two equal times is meant.
inline Time at(std::string_view text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, {text.data(), text.size()}, &time, &error))
    throw std::runtime_error(std::string(text) + ": " + error);
  return Time(std::chrono::milliseconds(absl::ToUnixMillis(time)));
}

inline Spans spans(std::initializer_list<std::string_view> texts) {
  Spans out;
  for (const auto text : texts) out.push_back(std::get<Span>(parse_span(text)));
  return out;
}

inline HoursPlan weekly(std::string_view days, std::initializer_list<std::string_view> texts) {
  HoursPlan plan;
  for (const auto day : parse_days(days)) plan.week[day] = spans(texts);
  return plan;
}

// Mon–Fri 8–17, Sat 9–12 and 13–15; Christmas closed, the day before 8–12.
inline HoursPlan city_hall() {
  HoursPlan plan = weekly("mon-fri", {"08:00-17:00"});
  plan.week[5] = spans({"09:00-12:00", "13:00-15:00"});
  plan.holidays[absl::CivilDay(2026, 12, 25)] = {{"en", "Christmas"}, {"es", "Navidad"}};
  plan.special[absl::CivilDay(2026, 12, 24)] = spans({"08:00-12:00"});
  return plan;
}

inline Hours in_zone(HoursPlan plan, const std::string& zone) {
  return Hours::of(std::move(plan), zone).value();
}

}  // namespace crosstown
