// The logs of chat sessions, as they lie in Redis (chat.lua, sessions.lua). An entry's body is a
// string that only the widget reads. Every function from any of the I/O threads.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "router/lane/lane.h"

namespace crosstown {

class ChatLog {
 public:
  // `lanes`, one a partition, live longer.
  explicit ChatLog(std::vector<Lane*> lanes) : lanes_(std::move(lanes)) {}

  // Which session, and how long its log is kept after an entry.
  struct Place {
    int partition = 0;
    std::string session;
    std::string channel;
    std::chrono::seconds keep_for{24 * 3600};
  };
  [[nodiscard]] Place place_of(std::string channel, std::string session,
                               std::chrono::seconds keep_for) const;

  struct Entry {
    std::uint64_t seq = 0;
    std::string body;
    std::string handle;  // of a reply (router/outbox/outbox.h); empty: it is none
  };

  struct Addition {
    std::vector<std::string> bodies;  // at least one
    std::string once;                 // what the first is known by; empty: nothing
    std::string tracking;             // of the request they belong to; empty: none
    std::uint64_t floor = 0;          // no lower sequence number is given again
    bool ends = false;                // nothing may follow
  };
  struct Added {
    enum class State { done, known, ended, unavailable } state = State::unavailable;
    std::uint64_t first = 0, last = 0;  // of `known` only the first
    std::string tracking;               // of `known`
  };
  [[nodiscard]] boost::asio::awaitable<Added> add(Place place, Addition addition);

  struct Log {
    bool answered = false;
    bool exists = false;
    bool ended = false;
    std::uint64_t first = 0, last = 0;  // of all that is kept
    std::string name, phone, email;
    bool text_me = false;
    std::vector<Entry> entries;
  };
  // What came after `after`, oldest first, at most `most`.
  [[nodiscard]] boost::asio::awaitable<Log> read(Place place, std::uint64_t after,
                                                 std::size_t most);
  // What lies before `before`, oldest first, at most `most`. Empty: Redis does not answer.
  [[nodiscard]] boost::asio::awaitable<std::optional<std::vector<Entry>>> older(
      Place place, std::uint64_t before, std::size_t most);

  // Facts of the session by name ("phone"); an empty one is forgotten. The session's requests,
  // newest first; empty: Redis does not answer.
  using Facts = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] boost::asio::awaitable<std::optional<std::vector<std::string>>> set(Place place,
                                                                                    Facts facts);

  struct Wake {
    std::string session;
    std::uint64_t seq = 0;  // the newest there is
  };
  struct Wakes {
    bool answered = false;
    std::string last;  // to ask from the next time
    std::vector<Wake> sessions;
  };
  // Whose logs have grown behind `after`; "$": only where that ends now.
  [[nodiscard]] boost::asio::awaitable<Wakes> wakes(int partition, std::string after,
                                                    std::size_t most);

  // What all daemons of the city sign with: `fresh`, unless there is one already.
  [[nodiscard]] boost::asio::awaitable<std::optional<std::string>> key(std::string fresh);

  [[nodiscard]] int partitions() const { return static_cast<int>(lanes_.size()); }

 private:
  [[nodiscard]] boost::asio::awaitable<std::optional<Reply>> ask(Place place, std::string function,
                                                                 std::vector<std::string> more);
  const std::vector<Lane*> lanes_;
};

}  // namespace crosstown
