// Counts and times a run. Counts hold for the whole run; rate, latency and CPU time for the
// measured part of it: from start() to freeze().
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "bench/load/clock.h"
#include "bench/load/histogram.h"
#include "bench/load/plan.h"
#include "bench/load/process_use.h"
#include "bench/load/verdict.h"

namespace crosstown::load {

struct Figures {
  // The whole run.
  std::uint64_t sent = 0;
  std::uint64_t accepted = 0;    // new messages told a valid number
  std::uint64_t duplicates = 0;  // repeats told a valid number
  std::uint64_t forged_refused = 0;
  std::uint64_t unsent = 0;              // due, but never sent
  std::map<int, std::uint64_t> refused;  // by HTTP status, forged ones included
  std::array<std::uint64_t, problem_count> problems{};

  // The measured part.
  double seconds = 0;
  std::uint64_t answers = 0;
  Histogram latency;  // nanoseconds, of all answers and time-outs that were due in it
  double client_cpu_seconds = 0;
  std::vector<ProcessUse> processes;

  // All problems, unsent requests not among them.
  [[nodiscard]] std::uint64_t errors() const;
};

// One thread.
class Meter {
 public:
  explicit Meter(std::vector<Watched> watched) : watched_(std::move(watched)) {}

  void start(Nanoseconds now);
  void freeze(Nanoseconds now);
  [[nodiscard]] bool frozen() const { return frozen_; }

  // The end of one request that was due at `due`.
  void record(Kind kind, const Verdict& verdict, Nanoseconds due, Nanoseconds now);
  void add_unsent(std::uint64_t count) { figures_.unsent += count; }

  [[nodiscard]] const Figures& figures() const { return figures_; }

 private:
  void count(Kind kind, const Verdict& verdict);

  const std::vector<Watched> watched_;
  Figures figures_;
  Nanoseconds started_ = never;
  bool frozen_ = false;
  double client_cpu_before_ = 0;
  std::vector<ProcessUse> processes_before_;
};

}  // namespace crosstown::load
