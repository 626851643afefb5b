// What people sent elsewhere, by the rule that had sent it where it was.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/lane/lane.h"

namespace crosstown {

// So many messages that `rule` sent to `from` were transferred to `to` by people.
struct Misroute {
  std::string rule;
  std::string from;
  std::string to;
  std::uint64_t moved = 0;
};

// A field of the hash ct:{p}:moved:<day>: "<rule>|<from>|<to>". Queues have no bar in their names,
// rules may. Empty: it is none.
[[nodiscard]] std::optional<Misroute> parse_misroute(std::string_view field);

class Misroutes {
 public:
  // The lanes live longer.
  explicit Misroutes(std::vector<Lane*> lanes) : lanes_(std::move(lanes)) {}

  // Of those days ("2026-11-22") together, the most first. Empty: Redis does not answer. From any
  // of the I/O threads; a call of Redis for each day and partition.
  [[nodiscard]] boost::asio::awaitable<std::optional<std::vector<Misroute>>> of(
      std::vector<std::string> days) const;

 private:
  const std::vector<Lane*> lanes_;
};

}  // namespace crosstown
