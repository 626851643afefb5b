// A result that is waited for only so long.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace crosstown {

// Empty: it was not there in time, or failed. The work goes on to its end all the same, and nobody
// hears of it: what it refers to must outlive the caller.
template <class T>
boost::asio::awaitable<std::optional<T>> within(std::chrono::milliseconds limit,
                                                boost::asio::awaitable<T> work) {
  struct Waiting {
    boost::asio::steady_timer timer;
    std::optional<T> result{};
  };
  const auto executor = co_await boost::asio::this_coro::executor;
  auto waiting = std::make_shared<Waiting>(Waiting{boost::asio::steady_timer(executor, limit)});
  // co_spawn() posts: the timer is waited for before the work begins.
  boost::asio::co_spawn(executor, std::move(work),
                        [waiting](const std::exception_ptr& failure, T result) {
                          if (!failure) waiting->result.emplace(std::move(result));
                          waiting->timer.cancel();
                        });
  const auto waited =
      co_await waiting->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  static_cast<void>(waited);
  co_return std::move(waiting->result);
}

}  // namespace crosstown
