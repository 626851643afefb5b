#include "router/hours/hours_words.h"

#include <fmt/format.h>

namespace crosstown::words {
namespace {

// `base` is the text of Monday.
TextId weekday_text(TextId base, std::size_t weekday) {
  return static_cast<TextId>(static_cast<std::size_t>(base) + weekday);
}

struct In {
  const Texts& texts;
  std::string_view language;

  [[nodiscard]] std::string_view text(TextId id) const { return texts.text(language, id); }
  [[nodiscard]] std::string filled(TextId id, TextValues values) const {
    return texts.filled(language, id, values);
  }
};

std::string clock(In in, int minutes) {
  const int hour = minutes / 60 % 24;
  const std::string hour24 = std::to_string(hour);
  const std::string hour12 = std::to_string(hour % 12 == 0 ? 12 : hour % 12);
  const std::string minute = fmt::format("{:02}", minutes % 60);
  return in.filled(hour < 12 ? TextId::clock_morning : TextId::clock_afternoon,
                   {{"hour12", hour12}, {"hour24", hour24}, {"minute", minute}});
}

std::string spans_text(In in, const Spans& spans) {
  if (spans == Spans{{0, day_minutes}}) return std::string(in.text(TextId::hours_all_day));
  std::string out;
  for (const Span span : spans) {
    if (!out.empty()) out += ", ";
    out +=
        in.filled(TextId::hours_span, {{"from", clock(in, span.from)}, {"to", clock(in, span.to)}});
  }
  return out;
}

std::string days_text(In in, std::size_t first, std::size_t last) {
  const auto name = in.text(weekday_text(TextId::mon, first));
  if (first == last) return std::string(name);
  return in.filled(TextId::hours_days,
                   {{"first", name}, {"last", in.text(weekday_text(TextId::mon, last))}});
}

std::string closed(In in, const HoursPlan& plan, absl::CivilDay today) {
  if (const auto holiday = plan.holidays.find(today); holiday != plan.holidays.end()) {
    const auto name = holiday->second.find(primary_subtag(in.language));
    if (name != holiday->second.end())
      return in.filled(TextId::closed_holiday, {{"holiday", name->second}});
  }
  return std::string(in.text(TextId::closed_now));
}

std::string date_text(absl::CivilDay day) {
  return fmt::format("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
}

std::string_view weekday_name(In in, absl::CivilDay day) {
  return in.text(weekday_text(TextId::monday, static_cast<std::size_t>(absl::GetWeekday(day))));
}

std::string opens(In in, absl::CivilMinute now, absl::CivilMinute then) {
  const absl::CivilDay day(then);
  const std::string time = clock(in, static_cast<int>(then - absl::CivilMinute(day)));
  const auto ahead = day - absl::CivilDay(now);
  if (ahead == 0) return in.filled(TextId::opens_today, {{"time", time}});
  if (ahead < 7)
    return in.filled(TextId::opens_weekday, {{"weekday", weekday_name(in, day)}, {"time", time}});
  return in.filled(TextId::opens_date, {{"date", date_text(day)}, {"time", time}});
}

}  // namespace

std::string hours(const Texts& texts, std::string_view language, const HoursPlan& plan) {
  const In in{texts, language};
  std::string out;
  for (std::size_t first = 0; first < plan.week.size();) {
    const Spans& spans = plan.week[first];
    std::size_t last = first;
    while (last + 1 < plan.week.size() && plan.week[last + 1] == spans) ++last;
    if (!spans.empty()) {
      if (!out.empty()) out += "; ";
      out += days_text(in, first, last) + " " + spans_text(in, spans);
    }
    first = last + 1;
  }
  return out.empty() ? std::string(in.text(TextId::hours_closed)) : out;
}

std::string open_now(const Texts& texts, std::string_view language, const Hours& hours, Time now) {
  const In in{texts, language};
  if (hours.open(now)) return std::string(in.text(TextId::open_now));
  const absl::CivilMinute local = hours.local(now);
  std::string out = closed(in, hours.plan(), absl::CivilDay(local));
  if (const auto next = hours.next_open(now)) out += " " + opens(in, local, hours.local(*next));
  return out;
}

// A weekday says nothing of a day that is a week away.
std::string closed_receipt(const Texts& texts, std::string_view language, const Hours& hours,
                           Time now, std::optional<Time> due) {
  if (!due) return " " + open_now(texts, language, hours, now);
  const In in{texts, language};
  const absl::CivilDay day(hours.local(*due));
  const std::string date = date_text(day);
  const bool near = day - absl::CivilDay(hours.local(now)) < 7;
  return in.filled(TextId::receipt_closed,
                   {{"weekday", near ? weekday_name(in, day) : date}, {"date", date}});
}

}  // namespace crosstown::words
