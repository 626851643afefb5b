#include "router/hours/calendars.h"

#include <algorithm>

namespace crosstown {

OpenCalendars::OpenCalendars(std::size_t count, bool open) : count_(count) {
  few_.fill(open);
  if (count <= few_.size()) return;
  many_ = std::make_unique<bool[]>(count);
  std::fill_n(many_.get(), count, open);
}

const Hours* Calendars::find(std::string_view name) const {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const Named& one) { return one.name == name; });
  return found == all_.end() ? nullptr : &found->hours;
}

Calendars::Remembered Calendars::remembered(Time time) const {
  // Times before 1970 and after 10136 are none of a message; they would be mistaken for others.
  const auto minute = static_cast<std::uint32_t>(
      std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count());
  const Remembered last = last_.load(std::memory_order_relaxed);
  if (last != nothing && last >> 32 == minute) return last;
  Remembered now = static_cast<Remembered>(minute) << 32;
  for (std::size_t i = 0; i < std::min(all_.size(), most_remembered); ++i) {
    if (all_[i].hours.open(time)) now |= Remembered{1} << i;
  }
  last_.store(now, std::memory_order_relaxed);
  return now;
}

OpenCalendars Calendars::open_at(Time time) const {
  OpenCalendars open(all_.size(), false);
  if (all_.empty()) return open;
  const Remembered bits = remembered(time);
  for (std::size_t i = 0; i < all_.size(); ++i)
    open.set(i, i < most_remembered ? (bits >> i & 1) != 0 : all_[i].hours.open(time));
  return open;
}

}  // namespace crosstown
