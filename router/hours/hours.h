// A calendar in its time zone: when is it open, when is something due. Pure and immutable; shared
// by all threads.
//
// The wall clock decides, also on the two odd days of a year. What begins or ends at a time that
// the clock jumps over does so at the jump; at a time that the clock shows twice, the first time.
// So a night shift 20:00-04:00 has seven hours in spring and nine in autumn, and 24h is the whole
// day, be it of 23 or of 25 hours.
#pragma once

#include <absl/time/time.h>

#include <optional>
#include <string>

#include "router/hours/plan.h"
#include "router/message/due.h"
#include "router/message/message.h"

namespace crosstown {

class Hours {
 public:
  // `zone`: an IANA name; empty when this machine does not know it.
  [[nodiscard]] static std::optional<Hours> of(HoursPlan plan, const std::string& zone);
  // Around the clock, on all days: where nobody gave any hours.
  [[nodiscard]] static HoursPlan always();

  [[nodiscard]] bool open(Time time) const;

  // The first moment from `from` on at which it is open: `from` itself if it is open then. Empty
  // when it does not open within 366 days.
  [[nodiscard]] std::optional<Time> next_open(Time from) const;

  // When something is due that comes in at `from`. What comes in while closed counts from the next
  // opening.
  //
  // Open time: only open minutes are counted; what ends with an opening is due at its end.
  // Open days: on the day that lies so many open days ahead, at the same time of day by the wall
  // clock. If it is closed then: when it opens next on that day, else when it closes on that day.
  // Openings belong to the day they begin on: 02:00 within 20:00-04:00 is still yesterday's.
  //
  // Empty when it does not open for 366 days on the way.
  [[nodiscard]] std::optional<Time> due(Time from, Due due) const;

  [[nodiscard]] const HoursPlan& plan() const { return plan_; }
  [[nodiscard]] absl::CivilMinute local(Time time) const;

 private:
  // One span of one day as moments: start ≤ t < end.
  struct Opening {
    absl::CivilDay day;
    Time start;
    Time end;
  };
  class Walk;

  Hours(HoursPlan plan, absl::TimeZone zone) : plan_(std::move(plan)), zone_(zone) {}

  [[nodiscard]] Time moment(absl::CivilSecond civil) const;
  [[nodiscard]] Opening opening(absl::CivilDay day, Span span) const;
  [[nodiscard]] std::optional<Opening> opening_from(Time from) const;
  [[nodiscard]] std::optional<absl::CivilDay> open_day_after(absl::CivilDay day) const;
  [[nodiscard]] std::optional<Time> due_after(Time from, std::chrono::milliseconds open_time) const;
  [[nodiscard]] std::optional<Time> due_on(Time from, int days) const;

  HoursPlan plan_;
  absl::TimeZone zone_;
};

}  // namespace crosstown
