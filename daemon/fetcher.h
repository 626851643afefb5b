// Fetches what an adapter needs: each URL once at a time, however many wait for it. The hosts are
// the protocol's or the operator's own, never a stranger's, so any address will do: a mirror
// inside, too.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>

#include "channels/channel.h"
#include "daemon/http/outgoing/http_client.h"

namespace crosstown {

class Fetcher {
 public:
  // Strangers choose what is fetched, so there is a bound to it: more is not fetched, which says
  // "not now".
  static constexpr std::size_t most_at_once = 8;
  // A voice assistant's whole answer is to be there within two seconds.
  static constexpr std::chrono::milliseconds patience{1200};

  explicit Fetcher(boost::asio::any_io_executor executor);

  // From any thread; returns there. The fetcher lives as long as the daemon.
  [[nodiscard]] boost::asio::awaitable<Fetched> fetch(NeedFetch need);
  // From any thread: nothing is fetched any more.
  void stop();

 private:
  struct Flight {
    explicit Flight(const boost::asio::any_io_executor& executor) : landed(executor) {}
    boost::asio::steady_timer landed;
    Fetched result;
  };
  [[nodiscard]] boost::asio::awaitable<Fetched> join(NeedFetch need);  // on executor_
  [[nodiscard]] boost::asio::awaitable<Fetched> call(NeedFetch need);

  boost::asio::any_io_executor executor_;
  http::HttpClient client_;
  std::map<std::string, std::shared_ptr<Flight>> flights_;
};

}  // namespace crosstown
