// The city's named calendars, and which of them are open. Thread-safe, without a lock.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "router/hours/hours.h"

namespace crosstown {

// Which calendars are open, in their order.
class OpenCalendars {
 public:
  // All of them open, or all closed.
  OpenCalendars(std::size_t count, bool open);

  [[nodiscard]] std::span<const bool> view() const { return {data(), count_}; }
  void set(std::size_t index, bool open) { (many_ ? many_.get() : few_.data())[index] = open; }

 private:
  [[nodiscard]] const bool* data() const { return many_ ? many_.get() : few_.data(); }

  std::size_t count_;
  std::array<bool, 32> few_;
  std::unique_ptr<bool[]> many_;  // null: `few_` has room
};

class Calendars {
 public:
  struct Named {
    std::string name;
    Hours hours;
  };

  explicit Calendars(std::vector<Named> all) : all_(std::move(all)) {}

  // Null: there is none of that name.
  [[nodiscard]] const Hours* find(std::string_view name) const;

  // Openings begin and end with a minute, so the first who asks in a minute finds out for all who
  // ask in it: that costs them some nanoseconds instead of half a microsecond a calendar.
  [[nodiscard]] OpenCalendars open_at(Time time) const;
  [[nodiscard]] OpenCalendars all_open() const { return {all_.size(), true}; }

 private:
  // The minute since 1970 in the upper half, a bit for each of the first 32 calendars in the lower:
  // one word, so that whoever reads it sees both of the same time. Several may write it at once;
  // what they write is right, each for its minute.
  using Remembered = std::uint64_t;
  static constexpr std::size_t most_remembered = 32;
  static constexpr Remembered nothing = 0;

  [[nodiscard]] Remembered remembered(Time time) const;

  std::vector<Named> all_;
  mutable std::atomic<Remembered> last_{nothing};
};

}  // namespace crosstown
