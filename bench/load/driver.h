// The loop: one thread, one epoll, every connection.
#pragma once

#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load/connection.h"
#include "bench/load/ledger.h"
#include "bench/load/meter.h"
#include "bench/load/options.h"
#include "bench/load/schedule.h"
#include "bench/load/switchboard.h"

namespace crosstown::load {

// Where the bytes of a request come from: made now or prepared.
struct RequestSource {
  std::string_view head;
  std::function<void(Planned, std::string&)> append_rest;
};

enum class Ending {
  complete,     // every request was sent, or the time is over
  interrupted,  // by SIGINT or SIGTERM
  unreachable,  // no connection could be made for as long as an answer may take
};

class Driver {
 public:
  // Everything passed by reference outlives the driver. Throws std::system_error without an epoll.
  Driver(const Options& options, RequestSource source, Meter& meter, Ledger& ledger);
  ~Driver() { ::close(epoll_); }
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  // Sends until the end and waits for the answers still out. `interrupted` may be set by a signal.
  [[nodiscard]] Ending run(const volatile std::sig_atomic_t& interrupted);

 private:
  [[nodiscard]] bool connect_all();
  void follow_clock(Nanoseconds now);
  void launch();
  void send(const Job& job, std::uint32_t id);
  void wait(Nanoseconds now);
  void handle(std::uint32_t id, std::uint32_t epoll_events);
  void conclude(std::uint32_t id, const Verdict& verdict, Nanoseconds now);
  // Ends requests that took too long and opens what is closed.
  void sweep(Nanoseconds now);
  void stop(Nanoseconds now);

  const Options& options_;
  const RequestSource source_;
  Meter& meter_;
  Ledger& ledger_;
  Schedule schedule_;
  const int epoll_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Switchboard switchboard_;
  std::size_t under_way_ = 0;
  std::uint64_t dropped_ = 0;  // parked when stop() came
  Nanoseconds measure_at_ = never;
  Nanoseconds stop_at_ = never;
  Nanoseconds next_sweep_ = 0;
  Nanoseconds last_alive_ = 0;
  bool measuring_ = false;
};

}  // namespace crosstown::load
