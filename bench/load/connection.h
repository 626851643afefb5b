// One keep-alive connection with at most one request under way.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/load/clock.h"
#include "bench/load/response.h"
#include "bench/load/schedule.h"
#include "bench/load/target.h"

namespace crosstown::load {

// One thread. Owns its socket and keeps it registered with `epoll` (which outlives it) under `id`.
class Connection {
 public:
  enum class State { closed, connecting, idle, busy };
  // What handle() found.
  enum class Event {
    nothing,
    connected,  // now idle
    answered,   // response() holds the answer; release() comes next
    malformed,  // the answer cannot be read; close() comes next
    closed,     // by the other side, with nothing under way
    lost,       // by the other side, before the answer
  };

  Connection(int epoll, std::uint32_t id, const Target& target);
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Job& job() const { return job_; }  // while busy
  [[nodiscard]] Nanoseconds sent_at() const { return sent_at_; }
  [[nodiscard]] const Response& response() const { return response_; }

  // From closed. False: refused or out of sockets, still closed.
  bool open();
  // From idle. The request is `head` followed by what `append_rest(std::string&)` adds.
  template <class AppendRest>
  void send(const Job& job, Nanoseconds now, std::string_view head, AppendRest append_rest) {
    begin(job, now);
    out_.assign(head);
    append_rest(out_);
    flush();
  }
  [[nodiscard]] Event handle(std::uint32_t epoll_events);
  // Ends the request that was answered: idle, or closed when the server said so.
  void release();
  void close();

 private:
  void begin(const Job& job, Nanoseconds now);
  void flush();
  void watch(std::uint32_t epoll_events);
  [[nodiscard]] Event finish_connect();
  [[nodiscard]] Event receive();
  [[nodiscard]] Event ended();

  const int epoll_;
  const std::uint32_t id_;
  const Target target_;
  int socket_ = -1;
  State state_ = State::closed;
  Job job_;
  Nanoseconds sent_at_ = 0;
  std::string out_;
  std::size_t sent_ = 0;
  std::array<char, 16 * 1024> in_;  // a longer answer is malformed
  std::size_t received_ = 0;
  Response response_;
};

}  // namespace crosstown::load
