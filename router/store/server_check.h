// What a Redis server says of itself, and what of that would lose messages. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/store/settings.h"

namespace crosstown {

// From INFO and, where the user may ask, CONFIG GET. Empty: the server did not tell.
struct ServerFacts {
  std::string version;         // "7.0.15"
  std::string mode;            // standalone, cluster, sentinel
  std::string role;            // master, slave
  std::string master;          // of a replica: "host:port"
  std::string history;         // master_replid: another one after a failover or a restart
  std::string policy;          // maxmemory_policy
  std::string append_fsync;    // always, everysec, no
  std::string snapshots;       // the `save` setting
  std::string last_aof_write;  // ok, err
  std::string last_snapshot;   // ok, err
  bool append_only = false;
  std::uint64_t max_memory = 0;  // bytes; 0: no limit
  std::uint64_t used_memory = 0;
  int replicas = 0;                         // connected
  std::chrono::milliseconds clock_ahead{};  // its clock minus ours
};

// A field of INFO's text; empty where there is none.
[[nodiscard]] std::string_view info_field(std::string_view info, std::string_view key);

// Reads the text of INFO into `facts`.
void read_info(std::string_view info, ServerFacts& facts);

struct ServerFindings {
  std::string refusal;  // why it cannot be used at all, with the remedy; empty: it can
  std::vector<std::string> warnings;  // what would lose messages, each with the remedy
  bool may_forget = true;  // what it accepted last may be gone after a restart or failover
};
[[nodiscard]] ServerFindings judge(const ServerFacts& facts, const StoreSettings& settings);

}  // namespace crosstown
