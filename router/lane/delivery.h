// One message on its way through a lane, and its fate on the way back.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/message/message.h"

namespace crosstown {

enum class Fate {
  new_request,
  follow_up,    // joined the conversation's current request
  duplicate,    // accepted before; `tracking` is the number it got then
  spooled,      // Redis is away: it is on disk, under a number of its own, and goes to Redis later
  overloaded,   // lane and spool are full: nothing was stored
  unavailable,  // Redis did not answer in time: stored or not, a repeat finds out
  failed,       // Redis refused this one message; `error` says why
};

// Filled by the producer, owned by the coroutine that awaits Lane::keep; between push and
// completion only the lane touches it.
struct Delivery {
  std::string provider_id;
  std::string conversation;  // empty: no resident
  std::string channel;
  std::string queue;
  std::string_view priority;  // of static storage
  std::string type;
  bool pinned = false;     // goes to `queue` even where its conversation has another one
  bool kept_low = false;   // its priority is low even where its request's is not
  bool anew = false;       // opens a request of its own even in an open conversation
  bool closes = false;     // what it follows up is closed by it
  bool type_said = false;  // its own text said the type; another one later is another matter
  Time time{};             // the event's: under its day and hour it is counted
  std::chrono::seconds seen_window{1};          // how long a repeat is recognised, at least
  std::chrono::seconds conversation_window{1};  // how long a follow-up joins the request
  std::chrono::seconds reopen_window{0};        // how long it reopens one that was closed
  // After what silence another type opens another request.
  std::chrono::seconds new_matter_after{std::chrono::hours(1)};
  std::string head;  // fragments of the event, router/message/envelope.h
  std::string tail;
  std::chrono::steady_clock::time_point since;  // it waits
  std::chrono::steady_clock::time_point deadline;

  Fate fate = Fate::unavailable;
  std::string tracking;
  std::string error;

  std::uint64_t turn = 0;  // its place among all that came through the lane
  // The numbers it was sent to Redis with and no answer came: Redis may have taken it under one of
  // them, most likely the first.
  std::vector<std::string> attempted;

  // How the lane wakes the coroutine that waits; set by Lane::keep.
  using Handler = boost::asio::async_result<boost::asio::use_awaitable_t<>, void()>::handler_type;
  int home = 0;  // the I/O thread it waits on
  std::optional<Handler> resume;
};

// Time zones differ by quarters of an hour, so within one the civil hour is the same anywhere.
[[nodiscard]] inline bool same_hour(Time a, Time b) {
  constexpr std::chrono::minutes quarter{15};
  return a.time_since_epoch() / quarter == b.time_since_epoch() / quarter;
}

}  // namespace crosstown
