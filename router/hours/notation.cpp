#include "router/hours/notation.h"

#include <fmt/format.h>

#include <algorithm>

#include "router/config/scalars.h"

namespace crosstown {
namespace {

constexpr int longest_night = 16 * 60;
constexpr int most_days = 366;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Decimal digits only; -1: something else.
int number(std::string_view text) {
  if (text.empty() || text.size() > 4 || !std::all_of(text.begin(), text.end(), is_digit))
    return -1;
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

// "8:00", "08:00", "24:00" as minutes; -1: no time of day.
int parse_clock(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3)
    return -1;
  const int hour = number(text.substr(0, colon));
  const int minute = number(text.substr(colon + 1));
  if (hour < 0 || minute < 0 || minute > 59 || hour > 24 || (hour == 24 && minute > 0)) return -1;
  return hour * 60 + minute;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string clock_text(int minutes) {
  return fmt::format("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
}

HoursMistake not_a_time(std::string_view text) {
  return {fmt::format("\"{}\" is no time of day; it must be from 00:00 to 24:00", text)};
}

HoursMistake not_hours(std::string_view text) {
  return {fmt::format("\"{}\" must be hours like 08:00-17:00, or 24h, or closed", text)};
}

std::variant<Span, HoursMistake> span_of(int from, int to, std::string_view text) {
  if (from == to)
    return HoursMistake{fmt::format("\"{}\" ends when it begins; for a whole day write 24h", text)};
  if (from < to) return Span{from, to};
  const int length = to + day_minutes - from;
  if (length <= longest_night) return Span{from, to + day_minutes};
  return HoursMistake{
      fmt::format("\"{}\" ends before it begins; over midnight it would last {} hours, and 16 is "
                  "the most",
                  text, (length + 59) / 60)};
}

}  // namespace

std::variant<Span, HoursMistake> parse_span(std::string_view text) {
  if (text == "24h") return Span{0, day_minutes};
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return not_hours(text);
  const auto first = trimmed(text.substr(0, dash));
  const auto last = trimmed(text.substr(dash + 1));
  const int from = parse_clock(first);
  const int to = parse_clock(last);
  if (from < 0 || from == day_minutes) return not_a_time(first);
  if (to < 0) return not_a_time(last);
  return span_of(from, to, text);
}

std::optional<HoursMistake> put_in_order(Spans& spans) {
  std::sort(spans.begin(), spans.end(), [](Span a, Span b) { return a.from < b.from; });
  for (std::size_t i = 1; i < spans.size(); ++i) {
    if (spans[i].from >= spans[i - 1].to) continue;
    return HoursMistake{fmt::format("{}-{} and {}-{} overlap; write them as one",
                                    clock_text(spans[i - 1].from), clock_text(spans[i - 1].to),
                                    clock_text(spans[i].from), clock_text(spans[i].to))};
  }
  return std::nullopt;
}

std::optional<HoursMistake> week_overlap(const std::array<Spans, 7>& week) {
  for (std::size_t day = 0; day < week.size(); ++day) {
    const Spans& tomorrow = week[(day + 1) % week.size()];
    if (week[day].empty() || tomorrow.empty()) continue;
    if (week[day].back().to <= tomorrow.front().from + day_minutes) continue;
    return HoursMistake{
        fmt::format("the hours of {} last until {} of {}, which begins at {}; they overlap",
                    day_words()[day], clock_text(week[day].back().to),
                    day_words()[(day + 1) % week.size()], clock_text(tomorrow.front().from))};
  }
  return std::nullopt;
}

const std::vector<std::string>& day_words() {
  static const std::vector<std::string> words{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  return words;
}

std::vector<std::size_t> parse_days(std::string_view text) {
  const auto index = [](std::string_view word) {
    const auto& words = day_words();
    return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
  };
  const auto dash = text.find('-');
  const std::size_t first = index(text.substr(0, dash));
  const std::size_t last = dash == std::string_view::npos ? first : index(text.substr(dash + 1));
  if (first == 7 || last == 7) return {};
  std::vector<std::size_t> days{first};
  while (days.back() != last) days.push_back((days.back() + 1) % 7);
  return days;
}

std::variant<absl::CivilDay, HoursMistake> parse_date(std::string_view text) {
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
  const int year = shaped ? number(text.substr(0, 4)) : -1;
  const int month = shaped ? number(text.substr(5, 2)) : -1;
  const int day = shaped ? number(text.substr(8, 2)) : -1;
  if (year < 1900 || month < 0 || day < 0)
    return HoursMistake{fmt::format("\"{}\" must be a date like 2026-12-25", text)};
  const absl::CivilDay date(year, month, day);  // takes 30 February for a day of March
  if (date.month() != month || date.day() != day)
    return HoursMistake{fmt::format("there is no day {}", text)};
  return date;
}

std::optional<Due> parse_due(std::string_view text) {
  if (text.ends_with('d')) {
    const int days = number(text.substr(0, text.size() - 1));
    if (days < 1 || days > most_days) return std::nullopt;
    return Due{days, {}};
  }
  if (!text.ends_with('h') && !text.ends_with('m')) return std::nullopt;
  const auto time = config::parse_duration(text);
  if (!time || time->count() == 0 || *time > std::chrono::hours(24 * most_days))
    return std::nullopt;
  return Due{0, std::chrono::duration_cast<std::chrono::minutes>(*time)};
}

}  // namespace crosstown
