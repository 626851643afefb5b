// A server on loopback, port 0, with a handler whose answers tell what it was given.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/http/server.h"

namespace crosstown::http {

// By target: "/refuse/404" (before the body), "/max/10" (bytes), "/methods" (Allow), "/throw",
// "/large" (8 MB answer), "/close", "/wait" (until release()), "/peer", "/size" (of the body),
// "/events" (pieces, until release() or the end), "/broken" (throws after the head), "/echo" (101);
// everything else is answered with "METHOD TARGET BODY".
class TestHandler final : public Handler {
 public:
  explicit TestHandler(boost::asio::io_context& io) : gate_(io) {
    gate_.expires_at(boost::asio::steady_timer::time_point::max());
  }
  BodyRule before_body(const HttpRequest& head, const Peer& peer) override;
  boost::asio::awaitable<Response> handle(const HttpRequest& request, const Peer& peer) override;
  void refused(int status, std::string_view reason) override;

  void turned_away() override { ++turned_away_count; }

  struct Refusal {
    int status;
    std::string reason;
  };
  [[nodiscard]] std::vector<Refusal> refusals() const;
  [[nodiscard]] std::vector<int> refused_statuses() const;
  std::atomic<int> asked = 0;  // calls of before_body
  std::atomic<int> turned_away_count = 0;
  std::promise<void> waiting;  // set when "/wait" is reached
  void release();              // any thread

 private:
  boost::asio::steady_timer gate_;
  mutable std::mutex mutex_;
  std::vector<Refusal> refusals_;
};

class TestServer {
 public:
  explicit TestServer(HttpSettings settings = quick(), std::shared_ptr<TlsContext> tls = nullptr,
                      const std::string& address = "127.0.0.1:0");
  TestServer(HttpSettings settings, ListeningSocket socket, std::shared_ptr<TlsContext> tls);
  ~TestServer();

  // Timeouts out of the way, but swept often.
  static HttpSettings quick();

  [[nodiscard]] int port() const { return port_; }
  TestHandler& handler() { return handler_; }
  Server& server() { return *server_; }

 private:
  using Guard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;

  boost::asio::io_context io_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  boost::asio::thread_pool disk_{1};
  TestHandler handler_{io_};
  std::unique_ptr<Server> server_;
  Guard guard_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace crosstown::http
