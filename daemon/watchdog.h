// Tells systemd's watchdog that the daemon makes progress (sd_watchdog_enabled(3)): every I/O
// thread has run something since the last time, and no message waits in a lane beyond its sender's
// time. When it does not, nothing is told, and systemd restarts the daemon.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace crosstown {

class Watchdog {
 public:
  // `threads` as the daemon has them; `trouble` says what else stands still, or nothing. It is
  // called on thread 0.
  Watchdog(std::vector<boost::asio::io_context*> threads, std::function<std::string()> trouble);

  // Runs on thread 0 until the contexts stop. Does nothing when systemd watches nobody.
  void start();

 private:
  boost::asio::awaitable<void> run(std::chrono::microseconds interval);
  [[nodiscard]] std::string standing_still();

  struct Beats {
    std::atomic<std::uint64_t> answered{0};
  };
  const std::vector<boost::asio::io_context*> threads_;
  const std::function<std::string()> trouble_;
  std::shared_ptr<std::vector<Beats>> beats_;  // shared with what is posted
  std::uint64_t asked_ = 0;
};

}  // namespace crosstown
