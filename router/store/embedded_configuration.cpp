#include "router/store/embedded_configuration.h"

#include <fmt/format.h>

namespace crosstown {

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
      settings.append_fsync, settings.max_memory);
}

}  // namespace crosstown
