// When each request of the plan may be sent: its due time at a fixed rate, and after whom where one
// resident's order is to be kept.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

#include "bench/load/clock.h"
#include "bench/load/plan.h"

namespace crosstown::load {

struct Job {
  Planned request;
  Nanoseconds due = 0;  // latency counts from here
};

struct ScheduleSettings {
  std::uint64_t requests = 0;  // how many in all; 0: until stop()
  double rate = 0;             // a second, each due at its own moment; 0: as fast as answered
  bool ordered = false;        // a resident's next message waits for the answer to the one before
  std::uint64_t residents = 1;
  std::size_t max_deferred = 1024;  // requests that may wait for their resident at one time
};

class Schedule {
 public:
  Schedule(Plan plan, const ScheduleSettings& settings);

  // Sets the moment from which due times count. Before the first next().
  void start(Nanoseconds now) { begin_ = now; }
  // A request that may be sent now. Each must be given back by answered(), whatever its end.
  [[nodiscard]] std::optional<Job> next(Nanoseconds now);
  void answered(Planned request);
  // No more new requests; what waits for a resident is dropped.
  void stop(Nanoseconds now);

  // Nothing will come from next() unless answered() frees it.
  [[nodiscard]] bool exhausted() const { return stopped_ || pulled_ == limit_; }
  [[nodiscard]] bool finished() const { return exhausted() && deferred_ == 0 && ready_.empty(); }
  // After next() gave nothing: when time alone will change that; `never` if only answered() can.
  [[nodiscard]] Nanoseconds wake_at() const;
  // Requests that were due but not sent when stop() came: the target did not keep up.
  [[nodiscard]] std::uint64_t unsent() const { return unsent_; }

 private:
  using Waiting = std::deque<Job>;

  [[nodiscard]] bool may_pull() const { return !exhausted() && deferred_ < settings_.max_deferred; }
  [[nodiscard]] Nanoseconds due() const;                      // of the next new request
  [[nodiscard]] std::uint64_t due_by(Nanoseconds now) const;  // how many were, never below pulled_
  // True: the job has to wait for its resident and was put there.
  bool deferred(const Job& job);

  Plan plan_;
  const ScheduleSettings settings_;
  const std::uint64_t limit_;
  Nanoseconds begin_ = 0;
  std::uint64_t pulled_ = 0;
  std::uint64_t unsent_ = 0;
  bool stopped_ = false;
  std::unordered_map<std::uint64_t, Waiting> busy_;  // residents with a message under way
  std::size_t deferred_ = 0;                         // in all of busy_
  std::deque<Job> ready_;                            // freed by an answer
};

}  // namespace crosstown::load
