// CPU time and memory of watched processes, from /proc.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace crosstown::load {

struct Watched {
  std::string name;         // letters, digits, '-' and '_'
  std::vector<pid_t> pids;  // with all their threads and descendants
};

struct ProcessUse {
  std::string name;
  double cpu_seconds = 0;      // user and system, since the processes began
  std::uint64_t rss_kib = 0;   // now
  std::uint64_t peak_kib = 0;  // sum of each process' own peak
};

// One for each of `watched`. A descendant that is watched under its own process id counts there and
// not with its parent (a Redis that the daemon started). Processes that ended count with the parent
// that waited for them. Resolution: one clock tick, 10 ms.
[[nodiscard]] std::vector<ProcessUse> process_use(const std::vector<Watched>& watched);

// User and system time of this process.
[[nodiscard]] double own_cpu_seconds();

}  // namespace crosstown::load
