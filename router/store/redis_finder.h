// Where a partition's Redis is at this moment: as configured, or as sentinels or the cluster's own
// nodes say.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/store/resp.h"
#include "router/store/settings.h"

namespace crosstown {

// Of all keys of a partition in a cluster: CRC16 of the hash tag "p" (Redis Cluster specification,
// "Key distribution model").
[[nodiscard]] int slot_of(int partition);

// Whose reply to CLUSTER SLOTS names the master of `slot`; an empty host means the node that was
// asked. Empty: nobody serves it.
[[nodiscard]] std::optional<RedisNode> master_of_slot(const ReplyView& slots, int slot);

// "MOVED 3999 127.0.0.1:6381" (Redis Cluster specification, "MOVED Redirection").
[[nodiscard]] std::optional<RedisNode> moved_to(std::string_view error);

// One for each lane, on its thread.
class RedisFinder {
 public:
  RedisFinder(boost::asio::any_io_executor executor, StoreSettings settings, int partition);

  // Settings of kind embedded, tcp or unix_socket, to connect by; or what went wrong. Asks one node
  // after the other, half a second each; who answered is asked first the next time.
  struct Found {
    StoreSettings settings;
    std::string error;
  };
  [[nodiscard]] boost::asio::awaitable<Found> find();

  // What a node said of where the slot is now: asked first.
  void hint(RedisNode node);

 private:
  [[nodiscard]] boost::asio::awaitable<Found> ask(RedisNode node);
  [[nodiscard]] StoreSettings settings_for(RedisNode node) const;
  [[nodiscard]] std::optional<RedisNode> named_by(const Reply& reply, const RedisNode& asked) const;

  boost::asio::any_io_executor executor_;
  const StoreSettings settings_;
  const int partition_;
  std::vector<RedisNode> nodes_;
};

}  // namespace crosstown
