#include "router/store/embedded_configuration.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace crosstown {
namespace {

// "0::/system.slice/crosstownd.service" (cgroups(7), version 2).
std::string own_group() {
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("0::")) return line.substr(3);
  }
  return {};
}

std::uint64_t memory_of_machine() {
  return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

std::uint64_t usable_memory(std::uint64_t machine, const std::filesystem::path& mounted,
                            std::string_view group) {
  std::uint64_t usable = machine;
  std::filesystem::path path = mounted;
  const auto look = [&] {
    std::uint64_t bytes = 0;
    if (std::ifstream(path / "memory.max") >> bytes) usable = std::min(usable, bytes);  // or "max"
  };
  look();
  for (const auto& name : std::filesystem::path(group).relative_path()) {
    path /= name;
    look();
  }
  return usable;
}

std::uint64_t max_memory(const StoreSettings& settings) {
  if (settings.max_memory > 0) return settings.max_memory;
  return usable_memory(memory_of_machine(), "/sys/fs/cgroup", own_group()) / 2;
}

std::string embedded_configuration(const StoreSettings& settings,
                                   const std::filesystem::path& directory) {
  const auto in_directory = [&](const char* name) { return (directory / name).string(); };
  return fmt::format(
      "# Written by crosstownd at every start.\n"
      "port 0\n"
      "unixsocket \"{}\"\n"
      "unixsocketperm 600\n"
      "dir \"{}\"\n"
      "pidfile \"{}\"\n"
      "logfile \"{}\"\n"
      "daemonize no\n"
      "save \"\"\n"
      "appendonly yes\n"
      "appendfsync {}\n"
      "no-appendfsync-on-rewrite no\n"
      "aof-load-truncated yes\n"
      "maxmemory {}\n"
      "maxmemory-policy noeviction\n"
      "lazyfree-lazy-expire yes\n"  // a bucket of forgotten messages is large
      "client-output-buffer-limit normal 64mb 32mb 10\n"
      "enable-debug-command no\n"
      "enable-module-command no\n",
      settings.path, directory.string(), in_directory("redis.pid"), in_directory("redis.log"),
      settings.append_fsync, max_memory(settings));
}

}  // namespace crosstown
