// One I/O thread's part of a server: its acceptors, its connections, their one timer.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/http/connection.h"
#include "daemon/http/listener.h"
#include "daemon/http/shared.h"
#include "daemon/http/tls.h"

namespace crosstown::http {

// After construction and the first listen(): only on the thread of its io_context. Connections
// hold it, so it outlives them.
class Worker : public std::enable_shared_from_this<Worker> {
 public:
  Worker(boost::asio::io_context& io, std::shared_ptr<Shared> shared);

  // Accepts from a duplicate of the socket. `tls` may be null.
  void listen(const ListeningSocket& socket, std::shared_ptr<TlsContext> tls);
  // No more accepting; who is idle goes, who is busy has until stop_grace.
  void stop();
  // Closes every socket now. Handlers that still run are not interrupted.
  void abort();

  [[nodiscard]] Shared& shared() { return *shared_; }
  [[nodiscard]] bool stopping() const { return stopping_; }
  // The time of the last sweep: exact to sweep_interval, and free.
  [[nodiscard]] Tick now() const { return now_; }
  [[nodiscard]] std::string_view date() const { return date_; }

 private:
  struct Door {
    boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol> acceptor;
    boost::asio::steady_timer pause;
    std::shared_ptr<TlsContext> tls;
  };
  using Endpoint = boost::asio::generic::stream_protocol::endpoint;

  // Parameters keep alive what the coroutine uses.
  static boost::asio::awaitable<void> accept_loop(std::shared_ptr<Worker> self,
                                                  std::shared_ptr<Door> door, TaskToken token);
  void welcome(Socket socket, const Endpoint& endpoint, const Door& door);
  void keep_sweeping();
  void sweep();
  void tell_time();

  boost::asio::io_context& io_;
  std::shared_ptr<Shared> shared_;
  std::vector<std::shared_ptr<Door>> doors_;
  boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>> connections_;
  boost::asio::steady_timer timer_;
  bool sweeping_ = false;
  bool stopping_ = false;
  Tick now_;
  Tick stop_at_ = Tick::max();
  std::int64_t date_second_ = -1;
  std::string date_;
};

}  // namespace crosstown::http
