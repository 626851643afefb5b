// The messages that opened requests, read again: out of the queues, threads and dead letters in
// which they lie by now.
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

// Where reading goes on: "0-26-1234-17", the next number of partition 0 in 2026, after 17 numbers
// in a row that were too old or never given out.
struct RecordedPlace {
  int partition = 0;
  int year = 99;
  std::uint64_t number = ~std::uint64_t{0};  // within the partition; counts down
  std::uint64_t older = 0;
};
// Empty: no place is written so.
[[nodiscard]] std::optional<RecordedPlace> parse_recorded_place(std::string_view text,
                                                                int partitions);
[[nodiscard]] std::string to_text(const RecordedPlace& place);

struct RecordedPage {
  std::vector<std::string> events;    // as they were written, the latest numbers first
  std::uint64_t gone = 0;             // requests whose first message is not there (any more)
  std::optional<RecordedPlace> next;  // empty: this was the last page
};

class RecordedMessages {
 public:
  // The lanes live longer.
  explicit RecordedMessages(std::vector<Lane*> lanes) : lanes_(std::move(lanes)) {}

  // A page of the requests opened since then; some 4 MiB of events at most. Empty: Redis does not
  // answer. From any of the I/O threads.
  //
  // Numbers are given out in blocks, also ahead for an outage, so that of two the higher is not
  // always the later: reading goes down until so many numbers in a row were older that none of such
  // a block can be below. Each call of Redis reads at most some 100 messages (1 to 2 ms), and as
  // long as it took nothing follows.
  [[nodiscard]] boost::asio::awaitable<std::optional<RecordedPage>> page(Time since,
                                                                         RecordedPlace from) const;

 private:
  struct Walk;
  [[nodiscard]] boost::asio::awaitable<bool> walk_year(Walk& walk) const;
  [[nodiscard]] boost::asio::awaitable<bool> read_some(Walk& walk) const;

  const std::vector<Lane*> lanes_;
};

}  // namespace crosstown
