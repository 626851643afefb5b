#include "daemon/reloader.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

namespace crosstown {

namespace asio = boost::asio;

Reloader::Reloader(asio::any_io_executor executor, Work work)
    : work_(std::move(work)), ended_(std::move(executor), asio::steady_timer::time_point::max()) {}

asio::awaitable<ReloadResult> Reloader::reload(std::string by) {
  const auto ticket = ++asked_;
  askers_.insert(by);
  while (served_ < ticket) {
    if (running_) {
      co_await ended_.async_wait(asio::as_tuple(asio::use_awaitable));
    } else {
      co_await run(by);
    }
  }
  co_return result_;
}

asio::awaitable<void> Reloader::run(const std::string& by) {
  running_ = true;
  // Also when it throws: those who wait then try for themselves.
  const std::shared_ptr<void> end(nullptr, [this](void*) {
    running_ = false;
    ended_.cancel();
  });
  const auto ticket = asked_;
  auto askers = std::exchange(askers_, {});
  try {
    auto working = work_(fmt::format("{}", fmt::join(askers, ",")));
    result_ = co_await std::move(working);
  } catch (...) {
    askers.erase(by);  // is told; the others wait for the next run, so it is theirs
    askers_.merge(askers);
    throw;
  }
  served_ = ticket;
}

}  // namespace crosstown
