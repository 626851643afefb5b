// An HTTP server over the daemon's I/O threads: listeners in, requests to a Handler.
//
//   Server ──► Worker (one a thread) ──► Connection (one a client) ──► Handler
//
// Asks of each io_context: one thread runs it; concurrency hint
// BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO is safe (other threads only post) and saves the reactor's
// locks, 1 works as well.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "daemon/http/handler.h"
#include "daemon/http/listener.h"
#include "daemon/http/settings.h"
#include "daemon/http/tls.h"

namespace crosstown::http {

struct Shared;
class Worker;

class Server {
 public:
  // `handler`, the threads' contexts and `disk` (writes of large bodies) outlive the server. Throws
  // std::invalid_argument for a bad trusted proxy.
  Server(HttpSettings settings, Handler& handler, std::span<boost::asio::io_context* const> threads,
         boost::asio::thread_pool& disk);
  // Only when wait_until_gone() was true, or when no thread runs the contexts any more.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Accepts on all threads. Before they run. `tls` null: plain.
  void listen(ListeningSocket socket, std::shared_ptr<TlsContext> tls = nullptr);

  // First stage: accepts no more, closes what is idle, lets what is under way finish with
  // "Connection: close"; after stop_grace every socket is closed. Any thread; returns at once.
  void stop();
  // Second stage at once: closes every socket.
  void abort();
  // True when no coroutine is left. A handler is never interrupted, since it may be between keeping
  // a message and saying so: it must come to an end by itself. Not on an I/O thread.
  [[nodiscard]] bool wait_until_gone(std::chrono::milliseconds timeout);

  // For metrics; any thread.
  [[nodiscard]] std::size_t connections() const;
  // Bytes of the budgets for requests that are in use.
  struct Held {
    std::uint64_t memory = 0;
    std::uint64_t files = 0;
  };
  [[nodiscard]] Held held() const;

 private:
  void on_each_thread(void (Worker::*action)());

  std::shared_ptr<Shared> shared_;
  std::vector<std::pair<boost::asio::io_context*, std::shared_ptr<Worker>>> workers_;
  std::vector<ListeningSocket> sockets_;
};

}  // namespace crosstown::http
