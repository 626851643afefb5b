#include "router/message/event_time.h"

#include <charconv>
#include <chrono>

namespace crosstown {

std::optional<Time> event_time(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != 24) return std::nullopt;
  bool good = true;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    const char* const end = text.data() + at + size;
    const auto read = std::from_chars(text.data() + at, end, value);
    good = good && read.ec == std::errc() && read.ptr == end && value >= 0;
    return value;
  };
  const year_month_day date(year(number(0, 4)), month(static_cast<unsigned>(number(5, 2))),
                            day(static_cast<unsigned>(number(8, 2))));
  const auto of_day = hours(number(11, 2)) + minutes(number(14, 2)) + seconds(number(17, 2)) +
                      milliseconds(number(20, 3));
  return good && date.ok() ? std::optional<Time>(sys_days(date) + of_day) : std::nullopt;
}

}  // namespace crosstown
