// Where the store is and how it is reached: the `store:` section of the configuration.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace crosstown {

struct StoreSettings {
  enum class Kind { embedded, tcp, unix_socket };

  Kind kind = Kind::embedded;
  std::string host;           // tcp
  std::uint16_t port = 6379;  // tcp
  std::string path;           // unix_socket
  bool tls = false;
  std::string ca_file;  // empty: the system's trust roots
  std::string user;     // empty: Redis' default user
  std::string password;
  int database = 0;

  // embedded: a private redis-server whose files and socket lie in this folder
  std::string directory;
  std::string server = "redis-server";
  std::string append_fsync = "always";  // or "everysec"

  // The spool: where it lies (empty: there is none), how large it may become, how long Redis may
  // take before it takes over, and how many tracking numbers it keeps for then, at least.
  std::string spool_path;
  std::uint64_t spool_limit = 4ULL << 30;  // bytes
  std::chrono::milliseconds spool_patience{200};
  std::uint32_t spool_numbers = 1000;

  std::string prefix = "ct";
  int partitions = 1;
};

}  // namespace crosstown
