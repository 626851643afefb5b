#include "bench/load/meter.h"

#include <algorithm>
#include <numeric>

namespace crosstown::load {

std::uint64_t Figures::errors() const {
  return std::accumulate(problems.begin() + 1, problems.end(), std::uint64_t{0});
}

void Meter::start(Nanoseconds now) {
  started_ = now;
  client_cpu_before_ = own_cpu_seconds();
  processes_before_ = process_use(watched_);
}

void Meter::freeze(Nanoseconds now) {
  if (frozen_ || started_ == never) return;
  frozen_ = true;
  figures_.seconds = static_cast<double>(now - started_) / 1e9;
  figures_.client_cpu_seconds = own_cpu_seconds() - client_cpu_before_;
  figures_.processes = process_use(watched_);
  for (std::size_t i = 0; i < processes_before_.size(); ++i) {
    // A process that ended has left no figure behind; below zero would be nonsense.
    double& cpu = figures_.processes[i].cpu_seconds;
    cpu = std::max(0.0, cpu - processes_before_[i].cpu_seconds);
  }
}

void Meter::record(Kind kind, const Verdict& verdict, Nanoseconds due, Nanoseconds now) {
  count(kind, verdict);
  if (started_ == never) return;
  const bool answered = verdict.status != 0;
  if (answered && !frozen_) ++figures_.answers;
  if (due < started_) return;
  // What is answered after the end was due before it: leaving it out would forgive a stalled
  // target.
  if (answered || verdict.problem == Problem::timed_out) {
    figures_.latency.add(static_cast<std::uint64_t>(now - due));
  }
}

void Meter::count(Kind kind, const Verdict& verdict) {
  ++figures_.sent;
  ++figures_.problems[static_cast<std::size_t>(verdict.problem)];
  if (verdict.status != 0 && verdict.status != 200) ++figures_.refused[verdict.status];
  if (verdict.problem != Problem::none) return;
  switch (kind) {
    case Kind::unique: ++figures_.accepted; break;
    case Kind::duplicate: ++figures_.duplicates; break;
    case Kind::forged: ++figures_.forged_refused; break;
  }
}

}  // namespace crosstown::load
