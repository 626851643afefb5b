// One widget's connection as a state machine without a socket: bytes in, wishes and bytes out.
//
//   Session session(limits, now);
//   for (std::string_view input = bytes;;) {
//     Event event = session.next(input, now);        // takes from the front of `input`
//     …                                              // NeedInput: send output(), read more
//   }
//
// It answers by itself what needs nobody else: pings, frames that are wrong, frames that come too
// fast. The first wish it hands out is Hello, and no other is. The owner calls tick() about once a
// second.
//
// One session belongs to one connection and one thread. Never throws; any bytes are fine. Nearly
// all of the daemon's sessions are idle: what one takes then is this object and nothing on the
// heap.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "channels/chat/websocket.h"
#include "channels/chat/wishes.h"

namespace crosstown::chat {

inline constexpr std::uint32_t max_frame = 32 * 1024;  // bytes of a message

namespace event {
struct NeedInput {};  // all input was taken
struct Closed {};     // output() holds the last that is to be said; nothing is read any more
}  // namespace event
// A Wish is never Refused or Garbage.
using Event = std::variant<event::NeedInput, event::Closed, Wish>;

class Session {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds hello_within{10};
  static constexpr std::chrono::seconds ping_after{25};  // of silence, in either direction
  static constexpr std::chrono::seconds dead_after{60};  // of the client's
  static constexpr std::chrono::seconds close_within{3};
  static constexpr int most_strikes = 50;  // refusals `rate` in a row

  Session(Limits limits, Time now)
      : limits_(limits), heard_(now), said_(now), pinged_(now), full_again_(now) {}

  [[nodiscard]] Event next(std::string_view& input, Time now);

  // One JSON object.
  void say(std::string_view json, Time now);
  void refuse(std::string_view code, std::string_view id, std::chrono::milliseconds retry = {});
  // As refuse("rate", …): who does not heed it is closed.
  void too_fast(std::string_view id, std::chrono::milliseconds retry, Time now);
  // Something was taken in time: strikes are forgotten.
  void not_too_fast() { strikes_ = 0; }
  void close(CloseCode code, Time now);

  // What the time demands. False: the other side is gone; nothing can be said.
  [[nodiscard]] bool tick(Time now);

  [[nodiscard]] std::string& output() { return output_; }
  [[nodiscard]] bool is_closed() const { return closed_; }
  [[nodiscard]] bool is_greeted() const { return greeted_; }

 private:
  [[nodiscard]] bool is_flood(Time now);
  [[nodiscard]] Event judge(Wish wish, Time now);

  const Limits limits_;
  FrameReader reader_{max_frame};
  std::string output_;
  Time heard_, said_, pinged_;
  Time full_again_;  // when it may send a whole burst of frames again
  std::uint16_t strikes_ = 0;
  bool greeted_ = false;
  bool closed_ = false;
};

}  // namespace crosstown::chat
