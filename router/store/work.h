// Leases of requests, as work.lua keeps them in Redis: whoever holds one has all of a request's
// waiting messages, and is given what follows. A lease outlives the daemon that gave it.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/lane/lane.h"
#include "router/store/bell.h"
#include "router/store/request_record.h"
#include "router/store/settings.h"

namespace crosstown {

// "26-0001234-9.3": the third lease of that request.
struct LeaseId {
  std::string tracking;  // canonical
  std::string epoch;     // decimal digits
};
[[nodiscard]] std::optional<LeaseId> parse_lease_id(std::string_view text);
[[nodiscard]] std::string to_text(const LeaseId& id);

struct HeldMessage {
  std::string id;  // its place in the request's thread
  std::string queue;
  std::string priority;
  std::string deliveries;  // in vain, before this one
  std::string event;       // JSON
};

struct Lease {
  LeaseId id;
  Time until{};
  RequestRecord request;
  std::vector<HeldMessage> messages;  // in the order in which they were accepted
};

class Work {
 public:
  enum class Outcome {
    done,
    more,         // ack: messages came since, which are not finished; the lease goes on
    none,         // nothing waits
    busy,         // somebody counts the books, and nothing may move until that is done
    late,         // the lease is over; `detail`: who holds the request now, or empty
    not_yours,    // the lease is another's; `detail`: whose
    held,         // the request is held; `detail`: by whom
    missing,      // there is no such request
    at_worker,    // a Redis worker has the message
    dead,         // its message is a dead letter
    refused,      // by Redis; `detail` says why
    unavailable,  // Redis does not answer: done or not
  };
  struct Leased {
    Outcome outcome = Outcome::unavailable;
    std::string detail;
    Lease lease;
  };
  struct Settled {
    Outcome outcome = Outcome::unavailable;
    std::string detail;
    Time until{};                       // of the lease, where it goes on
    std::vector<HeldMessage> messages;  // what came since
    std::size_t dead = 0;               // messages that became dead letters
  };

  // All live longer. `lanes`: one a partition.
  Work(std::vector<Lane*> lanes, Bell& bell) : lanes_(std::move(lanes)), bell_(bell) {}

  // Every function: from any of the I/O threads. `holder`: who leases, at most a few dozen bytes;
  // empty in the others: whoever holds it.

  // The request that waits longest in a queue, urgent before normal before low; waits up to `wait`
  // for one to come.
  [[nodiscard]] boost::asio::awaitable<Leased> lease(QueueSettings queue, std::string holder,
                                                     std::chrono::milliseconds lease,
                                                     std::chrono::milliseconds wait);
  // That very request. `queue`: for its deliveries.
  [[nodiscard]] boost::asio::awaitable<Leased> pick(std::string tracking, QueueSettings queue,
                                                    std::string holder,
                                                    std::chrono::milliseconds lease);
  // `seen`: the last message that the holder knows; empty: the last that it was given.
  [[nodiscard]] boost::asio::awaitable<Settled> ack(LeaseId id, std::string holder,
                                                    std::string seen);
  [[nodiscard]] boost::asio::awaitable<Settled> extend(LeaseId id, std::string holder,
                                                       std::chrono::milliseconds lease);
  [[nodiscard]] boost::asio::awaitable<Settled> release(LeaseId id, std::string holder);
  [[nodiscard]] boost::asio::awaitable<Settled> fail(LeaseId id, std::string holder,
                                                     std::string reason);
  struct Transfer {
    std::string tracking;
    std::string epoch;   // empty: without a lease, as long as nobody holds the request
    std::string holder;  // of that lease
    std::string queue;   // empty: the request's own, which opens a closed one again
    std::string reason;
    std::string day;  // under which it is counted: 2026-11-22
    std::string by;
  };
  [[nodiscard]] boost::asio::awaitable<Settled> transfer(Transfer transfer);

  // The name under which the bell rings for everything that happens.
  static constexpr std::string_view everything = "";

 private:
  using Arguments = std::vector<std::string>;
  [[nodiscard]] Lane* lane_of(std::string_view tracking) const;
  [[nodiscard]] boost::asio::awaitable<Leased> ask_for_lease(Lane& lane, Arguments call);
  [[nodiscard]] boost::asio::awaitable<Leased> look_once(QueueSettings queue, std::string holder,
                                                         std::chrono::milliseconds lease);
  [[nodiscard]] boost::asio::awaitable<Settled> settle(std::string tracking, Arguments call,
                                                       std::size_t messages_from);
  void log_dead(const Reply& reply, Settled& settled);

  const std::vector<Lane*> lanes_;
  Bell& bell_;
  std::atomic<std::size_t> turn_{0};  // partitions take turns in being asked first
};

}  // namespace crosstown
