// A coroutine that waits for something that calls back.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

namespace crosstown {

// Calls `start` with a function that is to be called once, with the result, on the executor of the
// coroutine that waits.
template <class T>
boost::asio::awaitable<T> awaited(std::function<void(std::function<void(T)>)> start) {
  // A named type: GCC 12 destroys a lambda inside a co_await expression twice.
  using Handler =
      typename boost::asio::async_result<boost::asio::use_awaitable_t<>, void(T)>::handler_type;
  struct Initiation {
    std::function<void(std::function<void(T)>)> start;
    void operator()(Handler handler) const {
      auto waiting = std::make_shared<Handler>(std::move(handler));
      start([waiting](T result) { std::move (*waiting)(std::move(result)); });
    }
  };
  Initiation initiation{std::move(start)};
  co_return co_await boost::asio::async_initiate<decltype(boost::asio::use_awaitable), void(T)>(
      initiation, boost::asio::use_awaitable);
}

}  // namespace crosstown
