// Fetches what an adapter needs: each URL once at a time, however many wait for it. The hosts are
// the protocol's or the operator's own, never a stranger's, so any address will do: a mirror
// inside, too.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "channels/channel.h"
#include "daemon/http/outgoing/http_client.h"

namespace crosstown {

class Fetcher {
 public:
  // Strangers choose what is fetched, so there are bounds to it. More waits for one of these to
  // end, for some time; who cannot wait, or waits in vain, is told "not now".
  static constexpr std::size_t most_at_once = 8;
  static constexpr std::size_t most_waiting = 64;
  // A voice assistant's whole answer is to be there within two seconds: both of these together.
  static constexpr std::chrono::milliseconds patience{1200};
  static constexpr std::chrono::milliseconds patience_before{500};

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
  // These on executor_.
  [[nodiscard]] boost::asio::awaitable<Fetched> join(NeedFetch need);
  [[nodiscard]] boost::asio::awaitable<void> wait_for_room(std::string url);
  [[nodiscard]] bool must_wait(const std::string& url) const;
  [[nodiscard]] boost::asio::awaitable<Fetched> fly(NeedFetch need);
  [[nodiscard]] boost::asio::awaitable<Fetched> call(NeedFetch need);

  boost::asio::any_io_executor executor_;
  http::HttpClient client_;
  std::map<std::string, std::shared_ptr<Flight>> flights_;
  std::deque<std::shared_ptr<boost::asio::steady_timer>> waiting_;  // the longest first
};

}  // namespace crosstown
