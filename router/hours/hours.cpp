#include "router/hours/hours.h"

#include <algorithm>

namespace crosstown {
namespace {

constexpr int search_days = 366;

absl::Time moment_of(Time time) { return absl::FromUnixMillis(time.time_since_epoch().count()); }

Time time_of(absl::Time moment) {
  return Time(std::chrono::milliseconds(absl::ToUnixMillis(moment)));
}

absl::CivilSecond civil_of(absl::CivilDay day, int minutes) {
  return absl::CivilSecond(day) + std::int64_t{60} * minutes;
}

}  // namespace

const Spans& HoursPlan::on(absl::CivilDay day) const {
  static const Spans closed;
  if (holidays.contains(day)) return closed;
  if (const auto own = special.find(day); own != special.end()) return own->second;
  return week[static_cast<std::size_t>(absl::GetWeekday(day))];
}

// Openings in the order of time, from the first that ends after a moment; none overlaps the one
// before it.
class Hours::Walk {
 public:
  Walk(const Hours& hours, Time from)
      : hours_(hours), from_(from), day_(absl::CivilDay(hours.local(from)) - 1) {}

  // Empty: none within the next 366 days.
  std::optional<Opening> next() {
    for (int days = 0; days <= search_days + 1;) {
      const Spans& spans = hours_.plan_.on(day_);
      if (index_ == spans.size()) {
        index_ = 0;
        ++day_;
        ++days;
        continue;
      }
      Opening opening = hours_.opening(day_, spans[index_++]);
      opening.start = std::max(opening.start, from_);
      if (opening.start >= opening.end) continue;
      from_ = opening.end;
      return opening;
    }
    return std::nullopt;
  }

 private:
  const Hours& hours_;
  Time from_;
  absl::CivilDay day_;
  std::size_t index_ = 0;
};

std::optional<Hours> Hours::of(HoursPlan plan, const std::string& zone) {
  absl::TimeZone found;
  if (!absl::LoadTimeZone(zone, &found)) return std::nullopt;
  return Hours(std::move(plan), found);
}

HoursPlan Hours::always() {
  HoursPlan plan;
  plan.week.fill({{0, day_minutes}});
  return plan;
}

absl::CivilMinute Hours::local(Time time) const {
  return absl::ToCivilMinute(moment_of(time), zone_);
}

Time Hours::moment(absl::CivilSecond civil) const {
  const auto info = zone_.At(civil);
  return time_of(info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre);
}

Hours::Opening Hours::opening(absl::CivilDay day, Span span) const {
  return {day, moment(civil_of(day, span.from)), moment(civil_of(day, span.to))};
}

std::optional<Hours::Opening> Hours::opening_from(Time from) const {
  return Walk(*this, from).next();
}

bool Hours::open(Time time) const {
  const absl::CivilDay today(local(time));
  for (const absl::CivilDay day : {today - 1, today}) {
    for (const Span span : plan_.on(day)) {
      const Opening one = opening(day, span);
      if (one.start <= time && time < one.end) return true;
    }
  }
  return false;
}

std::optional<Time> Hours::next_open(Time from) const {
  const auto first = opening_from(from);
  if (!first) return std::nullopt;
  return first->start;
}

std::optional<Time> Hours::due(Time from, Due due) const {
  return due.days > 0 ? due_on(from, due.days) : due_after(from, due.open_time);
}

std::optional<Time> Hours::due_after(Time from, std::chrono::milliseconds open_time) const {
  Walk walk(*this, from);
  for (auto opening = walk.next(); opening; opening = walk.next()) {
    const auto length = opening->end - opening->start;
    if (open_time <= length) return opening->start + open_time;
    open_time -= length;
  }
  return std::nullopt;
}

std::optional<absl::CivilDay> Hours::open_day_after(absl::CivilDay day) const {
  for (int days = 0; days < search_days; ++days) {
    if (!plan_.on(++day).empty()) return day;
  }
  return std::nullopt;
}

std::optional<Time> Hours::due_on(Time from, int days) const {
  const auto first = opening_from(from);
  if (!first) return std::nullopt;
  const auto since_midnight =
      absl::ToCivilSecond(moment_of(first->start), zone_) - absl::CivilSecond(first->day);
  std::optional<absl::CivilDay> day = first->day;
  for (int i = 0; i < days && day; ++i) day = open_day_after(*day);
  if (!day) return std::nullopt;

  const Time wanted = moment(absl::CivilSecond(*day) + since_midnight);
  Time closes = wanted;
  for (const Span span : plan_.on(*day)) {
    const Opening one = opening(*day, span);
    if (wanted < one.end) return std::max(wanted, one.start);
    closes = one.end;
  }
  return closes;
}

}  // namespace crosstown
