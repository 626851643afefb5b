#include "daemon/watchdog.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "router/task.h"

namespace crosstown {

namespace asio = boost::asio;

Watchdog::Watchdog(std::vector<asio::io_context*> threads, std::function<std::string()> trouble)
    : threads_(std::move(threads)),
      trouble_(std::move(trouble)),
      beats_(std::make_shared<std::vector<Beats>>(threads_.size())) {}

void Watchdog::start() {
  std::uint64_t limit = 0;  // microseconds
  if (sd_watchdog_enabled(0, &limit) <= 0) return;
  // Two rounds in its time, and some to spare: a thread is asked in one and looked at in the next.
  asio::co_spawn(*threads_.front(), run(std::chrono::microseconds(limit / 3)),
                 vital_task("watchdog"));
}

asio::awaitable<void> Watchdog::run(std::chrono::microseconds interval) {
  asio::steady_timer timer(*threads_.front());
  for (;;) {
    ++asked_;
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      asio::post(*threads_[i], [beats = beats_, i, round = asked_] {
        (*beats)[i].answered.store(round, std::memory_order_relaxed);
      });
    }
    timer.expires_after(interval);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    const std::string still = standing_still();
    if (still.empty())
      sd_notify(0, "WATCHDOG=1");
    else
      SPDLOG_ERROR("event=no_progress what=\"{}\"", still);
  }
}

std::string Watchdog::standing_still() {
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    if ((*beats_)[i].answered.load(std::memory_order_relaxed) < asked_)
      return fmt::format("I/O thread {}", i);
  }
  return trouble_();
}

}  // namespace crosstown
