// `hours:`, the named calendars.
#include <fmt/format.h>

#include "daemon/config/sections.h"
#include "daemon/config/zones.h"
#include "router/hours/notation.h"

namespace crosstown {
namespace {

// "closed", or one span or several.
std::optional<Spans> read_spans(const config::Value& value) {
  if (value.is_scalar() && value.text() == "closed") return Spans{};
  Spans spans;
  bool wrong = !value.is_scalar() && !value.is_list();
  if (wrong) value.must_be("hours like 08:00-17:00, a list of such, 24h or closed");
  const auto items = wrong ? std::vector<config::Value>{} : value.list_or_one();
  if (!wrong && items.empty()) {
    value.problem("an empty list holds no hours; write closed");
    return std::nullopt;
  }
  for (const config::Value& item : items) {
    auto span = parse_span(item.text());
    if (auto* mistake = std::get_if<HoursMistake>(&span)) {
      if (item.is_scalar()) item.problem(std::move(mistake->text));
      wrong = true;
    } else {
      spans.push_back(std::get<Span>(span));
    }
  }
  if (wrong) return std::nullopt;
  if (auto mistake = put_in_order(spans)) {
    value.problem(std::move(mistake->text));
    return std::nullopt;
  }
  return spans;
}

std::optional<absl::CivilDay> read_date(const config::Value& at, std::string_view text) {
  auto date = parse_date(text);
  if (auto* mistake = std::get_if<HoursMistake>(&date)) {
    at.problem(std::move(mistake->text));
    return std::nullopt;
  }
  return std::get<absl::CivilDay>(date);
}

class Reader {
 public:
  explicit Reader(const CityConfig& city) : city_(city) {}

  HoursConfig read(const std::string& name, const config::Value& value) {
    HoursConfig hours{name, city_.timezone, {}};
    for (const auto& [key, entry] : value.section().named_entries()) read_key(key, entry, hours);
    if (auto mistake = week_overlap(hours.plan.week)) value.problem(std::move(mistake->text));
    check_special(value, hours.plan);
    return hours;
  }

 private:
  void read_key(const std::string& key, const config::Value& value, HoursConfig& hours) {
    if (key == "timezone") {
      hours.timezone = value.text(hours.timezone);
      if (value.is_scalar()) check_zone(value, hours.timezone);
    } else if (key == "holidays") {
      for (const config::Value& item : value.list()) read_holiday(item, hours.plan);
    } else if (key == "special") {
      for (const auto& [date, spans] : value.section().named_entries())
        read_special(date, spans, hours.plan);
    } else {
      read_days(key, value, hours.plan);
    }
  }

  void read_days(const std::string& key, const config::Value& value, HoursPlan& plan) {
    const auto days = parse_days(key);
    if (days.empty()) return unknown(key, value);
    const auto spans = read_spans(value);
    for (const std::size_t day : days) {
      if (given_[day])
        value.problem(fmt::format("{} has its hours from another line already", day_words()[day]));
      given_[day] = true;
      if (spans) plan.week[day] = *spans;
    }
  }

  static void unknown(const std::string& key, const config::Value& value) {
    std::vector<std::string> known{"holidays", "special", "timezone"};
    known.insert(known.end(), day_words().begin(), day_words().end());
    const auto near = config::nearest(key, known);
    value.problem(near.empty()
                      ? fmt::format("\"{}\" must be days like mon, sat-sun or mon-fri, or "
                                    "holidays, special or timezone",
                                    key)
                      : fmt::format("unknown key \"{}\"; did you mean \"{}\"?", key, near));
  }

  void read_holiday(const config::Value& item, HoursPlan& plan) {
    std::map<std::string, std::string> names;
    std::string text;
    if (item.is_map()) {
      config::Section section = item.section();
      text = section.required_text("date");
      if (section.require("name")) names = read_names(section.section("name"));
      section.finish();
    } else {
      text = item.text();
    }
    if (text.empty()) return;
    const auto date = read_date(item, text);
    if (date && !plan.holidays.emplace(*date, std::move(names)).second)
      item.problem(fmt::format("{} stands here twice", text));
  }

  std::map<std::string, std::string> read_names(config::Section section) {
    std::map<std::string, std::string> names;
    for (const std::string& language : city_.languages)
      names[primary_subtag(language)] = section.required_text(language);
    section.finish();
    return names;
  }

  static void read_special(const std::string& text, const config::Value& value, HoursPlan& plan) {
    const auto date = read_date(value, text);
    const auto spans = read_spans(value);
    if (date && spans) plan.special.emplace(*date, *spans);
  }

  static void check_special(const config::Value& value, const HoursPlan& plan) {
    for (const auto& [date, spans] : plan.special) {
      if (!plan.holidays.contains(date)) continue;
      value.problem(fmt::format("{:04}-{:02}-{:02} is a holiday and a special day; take one out",
                                date.year(), date.month(), date.day()));
    }
  }

  const CityConfig& city_;
  std::array<bool, 7> given_{};
};

}  // namespace

std::vector<HoursConfig> read_hours(config::Section& root, const CityConfig& city) {
  std::vector<HoursConfig> all;
  for (const auto& [name, value] : root.section("hours").named_entries())
    all.push_back(Reader(city).read(name, value));
  return all;
}

}  // namespace crosstown
