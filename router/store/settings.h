// Where the store is and how it is reached: the `store:` section of the configuration.
#pragma once

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

  std::string prefix = "ct";
  int partitions = 1;
};

}  // namespace crosstown
