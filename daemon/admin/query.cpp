#include "daemon/admin/query.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace crosstown {

QueryValues::QueryValues(std::string_view target) {
  const auto mark = target.find('?');
  if (mark != std::string_view::npos) (void)form_.decode(target.substr(mark + 1));
}

std::size_t QueryValues::number(std::string_view name, std::size_t usual, std::size_t most) const {
  const std::string_view text = form_[name];
  std::size_t value = usual;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::clamp<std::size_t>(value, 1, most);
}

std::string path_text(std::string_view segment) {
  std::string text;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    unsigned byte = 0;
    const auto hex = segment.substr(i + 1, 2);
    const bool escaped =
        segment[i] == '%' && hex.size() == 2 &&
        std::from_chars(hex.data(), hex.data() + 2, byte, 16).ptr == hex.data() + 2;
    text += escaped ? static_cast<char>(byte) : segment[i];
    if (escaped) i += 2;
  }
  return text;
}

std::optional<Time> parse_time(std::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, read = 0;
  const std::string copy(text.substr(0, 40));
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute,
                  &second, &read) != 6)
    return std::nullopt;
  std::string_view rest = std::string_view(copy).substr(static_cast<std::size_t>(read));
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of("0123456789")));
  }
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (rest != "Z" || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return Time(sys_days(date).time_since_epoch()) + hours(hour) + minutes(minute) + seconds(second);
}

}  // namespace crosstown
