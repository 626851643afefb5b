#include "bench/load/schedule.h"

#include <algorithm>
#include <limits>

#include "bench/load/resident.h"

namespace crosstown::load {
namespace {

constexpr double second = 1e9;

}  // namespace

Schedule::Schedule(Plan plan, const ScheduleSettings& settings)
    : plan_(plan),
      settings_(settings),
      limit_(settings.requests ? settings.requests : std::numeric_limits<std::uint64_t>::max()) {}

std::optional<Job> Schedule::next(Nanoseconds now) {
  if (!ready_.empty()) {
    Job job = ready_.front();
    ready_.pop_front();
    // Without a rate nothing was promised for the time it waited for its resident.
    if (settings_.rate <= 0) job.due = now;
    return job;
  }
  while (may_pull() && due() <= now) {
    const Job job{plan_.next(), settings_.rate > 0 ? due() : now};
    ++pulled_;
    if (!deferred(job)) return job;
  }
  return std::nullopt;
}

// A repeat waits only behind messages of its resident that were not sent yet, because one of them
// may be the message that it repeats. Beside one under way it may run: both are the same place in
// the order.
bool Schedule::deferred(const Job& job) {
  if (!settings_.ordered || job.request.kind == Kind::forged) return false;
  const std::uint64_t resident = authorship(job.request.index, settings_.residents).resident;
  const auto busy = busy_.find(resident);
  const bool repeat = job.request.kind == Kind::duplicate;
  if (busy == busy_.end()) {
    if (!repeat) busy_.try_emplace(resident);
    return false;
  }
  if (repeat && busy->second.empty()) return false;
  busy->second.push_back(job);
  ++deferred_;
  return true;
}

void Schedule::answered(Planned request) {
  if (!settings_.ordered || request.kind != Kind::unique) return;
  const auto busy = busy_.find(authorship(request.index, settings_.residents).resident);
  if (busy == busy_.end()) return;
  Waiting& waiting = busy->second;
  while (!waiting.empty()) {
    const Job job = waiting.front();
    waiting.pop_front();
    --deferred_;
    ready_.push_back(job);
    if (job.request.kind == Kind::unique) return;
  }
  busy_.erase(busy);
}

void Schedule::stop(Nanoseconds now) {
  if (stopped_) return;
  stopped_ = true;
  if (settings_.rate > 0) {
    unsent_ = std::min(due_by(now), limit_) - pulled_ + deferred_ + ready_.size();
  }
  ready_.clear();
  for (auto& [resident, waiting] : busy_) waiting.clear();
  deferred_ = 0;
}

std::uint64_t Schedule::due_by(Nanoseconds now) const {
  const double due = static_cast<double>(now - begin_) / second * settings_.rate;
  return std::max(pulled_, static_cast<std::uint64_t>(std::max(0.0, due)) + 1);
}

Nanoseconds Schedule::wake_at() const { return may_pull() ? due() : never; }

Nanoseconds Schedule::due() const {
  if (settings_.rate <= 0) return begin_;
  return begin_ + static_cast<Nanoseconds>(static_cast<double>(pulled_) / settings_.rate * second);
}

}  // namespace crosstown::load
