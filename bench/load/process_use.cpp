#include "bench/load/process_use.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace crosstown::load {
namespace {

struct Process {
  pid_t parent = 0;
  std::uint64_t ticks = 0;  // its own and those of children that ended
};

// proc(5), /proc/PID/stat. The name in field 2 may hold anything; fields count from its last ')'.
std::optional<Process> read_stat(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  std::string state;
  Process process;
  fields >> state >> process.parent;
  std::string skipped;
  for (int field = 5; field <= 13; ++field) fields >> skipped;
  for (int field = 14; field <= 17; ++field) {  // utime, stime, cutime, cstime
    std::uint64_t ticks = 0;
    fields >> ticks;
    process.ticks += ticks;
  }
  if (!fields) return std::nullopt;
  return process;
}

std::map<pid_t, Process> all_processes() {
  std::map<pid_t, Process> processes;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (bad != std::errc{} || end != name.data() + name.size()) continue;
    if (const auto process = read_stat(pid)) processes.emplace(pid, *process);
  }
  return processes;
}

void add_memory(pid_t pid, ProcessUse& use) {
  std::ifstream file(fmt::format("/proc/{}/status", pid));
  std::string word;
  std::uint64_t kib = 0;
  while (file >> word) {
    if (word == "VmRSS:" && file >> kib) use.rss_kib += kib;
    if (word == "VmHWM:" && file >> kib) use.peak_kib += kib;
  }
}

void add_tree(pid_t pid, const std::map<pid_t, Process>& processes,
              const std::set<pid_t>& elsewhere, ProcessUse& use) {
  const auto process = processes.find(pid);
  if (process == processes.end()) return;
  use.cpu_seconds +=
      static_cast<double>(process->second.ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  add_memory(pid, use);
  for (const auto& [child, about] : processes) {
    if (about.parent == pid && !elsewhere.contains(child)) {
      add_tree(child, processes, elsewhere, use);
    }
  }
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

std::vector<ProcessUse> process_use(const std::vector<Watched>& watched) {
  if (watched.empty()) return {};
  const auto processes = all_processes();
  std::set<pid_t> named;
  for (const Watched& group : watched) named.insert(group.pids.begin(), group.pids.end());

  std::vector<ProcessUse> uses;
  for (const Watched& group : watched) {
    ProcessUse& use = uses.emplace_back();
    use.name = group.name;
    for (const pid_t pid : group.pids) add_tree(pid, processes, named, use);
  }
  return uses;
}

double own_cpu_seconds() {
  rusage use{};
  ::getrusage(RUSAGE_SELF, &use);
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

}  // namespace crosstown::load
