// What people see of requests and change beside leases (desk.lua): one request, its thread,
// searches by index, notes and statuses, how full the queues are, and what happens.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "router/lane/lane.h"
#include "router/store/bell.h"
#include "router/store/request_record.h"

namespace crosstown {

struct RequestView {
  RequestRecord record;  // under the number it has by now; an alias may have been asked for
  std::optional<Time> due, closed;
  std::string reason;  // it was closed for
  std::string holder;  // of the lease that is held; empty: none
  std::string epoch;   // of that lease
  std::optional<Time> held_until;
};

using Fields = std::vector<std::pair<std::string, std::string>>;

// A message, reply, note, status … of a request: `kind` among the fields says which.
struct ThreadItem {
  std::string place;  // its id in the thread, or where else it lies
  Fields fields;
  [[nodiscard]] std::string_view field(std::string_view name) const;
};

struct QueueView {
  std::string name;
  std::uint64_t received = 0, taken = 0, in_progress = 0, overdue = 0;  // requests
  std::optional<Time> oldest;                                           // opening of a received one
  struct Entries {
    std::uint64_t waiting = 0;  // no worker has them yet
    bool more = false;          // than that
    std::uint64_t pending = 0;  // Redis workers have them
  };
  Entries urgent, normal, low;
};

struct SearchWish {
  std::vector<std::string> statuses;  // empty: all
  std::vector<std::string> queues;    // not empty
  bool by_due = false;                // those that are due, by that time; statuses but closed
  std::string type, channel;          // empty: any
  Time from = Time::min(), to = Time::max();  // opened, or due
  bool newest_first = true;
  std::string after;  // SearchPage::next of the page before
  std::size_t limit = 50;
};

struct SearchPage {
  std::vector<RequestRecord> requests;
  std::string next;  // empty: that was the last
};

struct DeskEvent {
  std::string id;  // of the partition's stream of events
  Fields fields;
};

class Desk {
 public:
  enum class Outcome { done, missing, held, busy, refused, bad_cursor, unavailable };
  template <class T>
  struct Result {
    Outcome outcome = Outcome::unavailable;
    std::string detail{};  // by whom it is held; why it was refused
    T value{};
  };
  struct Nothing {};

  // All live longer. `lanes`: one a partition.
  Desk(std::vector<Lane*> lanes, Bell& bell) : lanes_(std::move(lanes)), bell_(bell) {}

  // Every function: from any of the I/O threads. `tracking`: canonical.
  [[nodiscard]] boost::asio::awaitable<Result<RequestView>> show(std::string tracking);

  struct ThreadPage {
    std::vector<ThreadItem> items;
    std::string next;  // empty: that was the last
  };
  // `after`: ThreadPage::next of the page before.
  [[nodiscard]] boost::asio::awaitable<Result<ThreadPage>> thread(std::string tracking,
                                                                  std::string after,
                                                                  std::size_t limit);
  [[nodiscard]] boost::asio::awaitable<Result<SearchPage>> search(SearchWish wish);
  // The latest `limit` of each conversation (Identity's) in its partition, by its channel's name.
  using Conversations = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] boost::asio::awaitable<Result<std::vector<RequestRecord>>> of_resident(
      int partition, Conversations conversations, std::size_t limit);
  [[nodiscard]] boost::asio::awaitable<Result<std::vector<QueueView>>> queues(
      std::vector<std::string> names);

  // Where a request's matter is, as folded text; and the open requests there, the newest first.
  [[nodiscard]] boost::asio::awaitable<Result<Nothing>> note_place(std::string tracking,
                                                                   std::string place);
  [[nodiscard]] boost::asio::awaitable<Result<std::vector<RequestRecord>>> at_place(
      std::string place);

  struct Counts {
    struct Received {  // messages that went into a queue in an hour of the city's calendar
      std::string day, hour, channel, queue;  // "2026-11-22", "16"
      std::uint64_t count = 0;
    };
    std::vector<Received> received;
    std::map<std::string, std::uint64_t> closed;  // by queue: requests opened since then
  };
  [[nodiscard]] boost::asio::awaitable<Result<Counts>> counts(std::vector<std::string> queues,
                                                              Time since,
                                                              std::vector<std::string> days);

  struct Change {
    std::string tracking, by, status, reason;
    bool over_holder = false;  // also where somebody else holds the request
  };
  [[nodiscard]] boost::asio::awaitable<Result<Nothing>> change(Change change);
  [[nodiscard]] boost::asio::awaitable<Result<Nothing>> note(std::string tracking, std::string by,
                                                             std::string text);

  [[nodiscard]] int partitions() const { return static_cast<int>(lanes_.size()); }
  // At most `limit` behind `after`, an id of that partition, or "$": only where its events end now,
  // as one event without fields.
  [[nodiscard]] boost::asio::awaitable<Result<std::vector<DeskEvent>>> events(int partition,
                                                                              std::string after,
                                                                              std::size_t limit);

 private:
  using Arguments = std::vector<std::string>;
  [[nodiscard]] Lane* lane_of(std::string_view tracking) const;
  [[nodiscard]] boost::asio::awaitable<Result<Nothing>> do_at(std::string tracking, Arguments call);

  const std::vector<Lane*> lanes_;
  Bell& bell_;
};

}  // namespace crosstown
