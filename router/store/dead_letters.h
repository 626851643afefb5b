// What could not be processed, for an operator: the dead letters in Redis (no worker finished
// them), and what this daemon's spool set aside (Redis would not store it).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/lane/lane.h"
#include "router/message/message.h"

namespace crosstown {

// "0-1795363445123-0": the dead letter 1795363445123-0 of partition 0; "spool-0-17": what was set
// aside in the spool's place 17. In the order of the list: those in Redis come first.
struct DeadId {
  bool spooled = false;
  int partition = 0;
  std::string entry;        // of the stream, when not `spooled`
  std::uint64_t place = 0;  // when `spooled`
};
// Empty: no id is written so.
[[nodiscard]] std::optional<DeadId> parse_dead_id(std::string_view text, int partitions);
[[nodiscard]] std::string to_text(const DeadId& id);

struct DeadLetter {
  DeadId id;
  std::string tracking;  // empty with all that follows but `reason`: it cannot be read
  std::string channel;
  std::string type;
  std::string queue;
  std::string priority;
  int deliveries = 0;  // 0 in the spool
  std::string reason;
  Time time{};        // when it died; in the spool: when it was accepted
  std::string event;  // only where one letter was asked for
};

class DeadLetters {
 public:
  // All live longer; `spool` may be null.
  DeadLetters(std::vector<Lane*> lanes, Spool* spool) : lanes_(std::move(lanes)), spool_(spool) {}

  // Every function: from any of the I/O threads.

  // At most `limit` (up to 1000) behind `after`, oldest first in each partition. Empty: Redis does
  // not answer. Fewer than `limit`: there are no more.
  [[nodiscard]] boost::asio::awaitable<std::optional<std::vector<DeadLetter>>> list(
      std::optional<DeadId> after, std::size_t limit);

  enum class Outcome {
    done,
    missing,      // there is none of this id (any more)
    busy,         // somebody counts the books, and nothing may move until that is done
    unreadable,   // it can be dropped only
    refused,      // by Redis or the disk: `error`
    unavailable,  // Redis does not answer: done or not
  };
  struct Found {
    Outcome outcome = Outcome::unavailable;
    DeadLetter letter;
  };
  [[nodiscard]] boost::asio::awaitable<Found> find(DeadId id);

  struct Decided {
    Outcome outcome = Outcome::unavailable;
    std::string error;
  };
  // Back to its queue, or another, as if it had never been delivered; what the spool set aside is
  // tried again in Redis.
  [[nodiscard]] boost::asio::awaitable<Decided> replay(DeadId id, std::string queue);
  // A dead letter goes into its request's thread. What the spool set aside is gone.
  [[nodiscard]] boost::asio::awaitable<Decided> drop(DeadId id);

 private:
  [[nodiscard]] boost::asio::awaitable<std::optional<Reply>> ask(int partition, std::string from,
                                                                 std::size_t limit, bool events);
  [[nodiscard]] boost::asio::awaitable<std::vector<SpoolAside>> set_aside(int partition,
                                                                          std::uint64_t from,
                                                                          std::size_t limit);
  [[nodiscard]] boost::asio::awaitable<Found> find_in_spool(DeadId id);
  [[nodiscard]] boost::asio::awaitable<Decided> decide(DeadId id, std::vector<std::string> call);
  [[nodiscard]] boost::asio::awaitable<Decided> decide_in_spool(
      std::function<void(boost::asio::any_io_executor, std::function<void(Spool::Decided)>)> start);

  const std::vector<Lane*> lanes_;
  Spool* const spool_;
};

}  // namespace crosstown
