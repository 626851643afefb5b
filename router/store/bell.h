// Wakes coroutines that wait for something to happen under a name: for work in a queue, for events.
// Whoever waits looks for itself before and after: a ring is a hint, and none is needed for others'
// daemons, since a wait is never long.
//
//   const Bell::Ticket before = bell.ticket(queue);
//   … look; nothing there …
//   co_await bell.wait(queue, before, at_most);
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace crosstown {

// All functions from any thread.
class Bell {
 public:
  using Ticket = std::uint64_t;
  [[nodiscard]] Ticket ticket(std::string_view name) const;

  // Ends when the name is rung, was rung since `before` was taken, after `at_most`, or when the
  // bell is closed. On the executor of the coroutine.
  [[nodiscard]] boost::asio::awaitable<void> wait(std::string name, Ticket before,
                                                  std::chrono::milliseconds at_most);

  void ring(std::string_view name);      // wakes whoever waits longest
  void ring_all(std::string_view name);  // wakes everybody
  // For good: nobody waits any more.
  void close();
  [[nodiscard]] bool is_closed() const { return closed_.load(std::memory_order_acquire); }

  [[nodiscard]] std::size_t waiting(std::string_view name) const;

 private:
  struct Waiter {
    explicit Waiter(boost::asio::any_io_executor executor) : timer(std::move(executor)) {}
    boost::asio::steady_timer timer;  // its own thread's
  };
  using Line = std::list<std::shared_ptr<Waiter>>;

  static void wake(const std::shared_ptr<Waiter>& waiter);
  [[nodiscard]] std::atomic<Ticket>& rung(std::string_view name) const;
  void ring_some(std::string_view name, std::size_t most);

  // Names share counters: a ring too many only makes somebody look once more.
  mutable std::array<std::atomic<Ticket>, 64> rung_{};
  std::atomic<std::size_t> all_waiting_{0};
  std::atomic<bool> closed_{false};
  mutable std::mutex mutex_;  // never held across a suspension
  std::map<std::string, Line, std::less<>> lines_;
};

}  // namespace crosstown
