// What the configuration says of the store: where it is and how it is reached (`store:`), and how
// its queues are kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace crosstown {

// How a queue is looked after: `queues:` in the configuration.
struct QueueSettings {
  std::string name;
  std::chrono::milliseconds lease{std::chrono::minutes(5)};          // then it comes back
  int max_deliveries = 5;                                            // then it is a dead letter
  std::chrono::milliseconds retention{std::chrono::hours(24 * 30)};  // of what is done
};

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
