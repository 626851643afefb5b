// What the configuration says of the store: where it is and how it is reached (`store:`), and how
// its queues are kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace crosstown {

struct RedisNode {
  std::string host;
  std::uint16_t port = 6379;
  bool operator==(const RedisNode&) const = default;
};

// How a queue is looked after: `queues:` in the configuration.
struct QueueSettings {
  std::string name;
  std::chrono::milliseconds lease{std::chrono::minutes(5)};          // then it comes back
  int max_deliveries = 5;                                            // then it is a dead letter
  std::chrono::milliseconds retention{std::chrono::hours(24 * 30)};  // of what is done
};

struct StoreSettings {
  enum class Kind { embedded, tcp, unix_socket, sentinel, cluster };

  Kind kind = Kind::embedded;
  std::string host;           // tcp
  std::uint16_t port = 6379;  // tcp
  std::string path;           // unix_socket

  // sentinel, cluster: whom to ask where the data is (router/store/redis_finder.h).
  std::vector<RedisNode> nodes;
  std::string master_name;    // sentinel
  std::string sentinel_user;  // sentinels have logins of their own
  std::string sentinel_password;

  bool tls = false;
  std::string ca_file;  // empty: the system's trust roots
  std::string user;     // empty: Redis' default user
  std::string password;
  int database = 0;

  // embedded: a private redis-server whose files and socket lie in this folder
  std::string directory;
  std::string server = "redis-server";
  std::string append_fsync = "always";  // or "everysec"
  std::uint64_t max_memory = 0;         // bytes; 0: as much as fits (embedded_configuration.h)

  // A message counts as accepted only when so many replicas have it too (WAIT), which may take so
  // long.
  int replicas = 0;
  std::chrono::milliseconds replica_timeout{500};

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
