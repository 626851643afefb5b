// A door for mail over the daemon's I/O threads.
//
//   MailServer ──► MailWorker (one a thread) ──► MailConnection (one a client) ──► MailReceiver
//
// It stops as the HTTP server does (daemon/http/server.h).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "daemon/http/listener.h"
#include "daemon/http/tls.h"
#include "daemon/lmtp/mail_receiver.h"
#include "daemon/lmtp/mail_settings.h"

namespace crosstown::mail {

struct DoorShared;
class MailWorker;

class MailServer {
 public:
  // All but the settings outlive the server; `tls` may be null.
  MailServer(DoorSettings settings, MailReceiver& receiver,
             std::span<boost::asio::io_context* const> threads, boost::asio::thread_pool& disk,
             std::shared_ptr<http::TlsContext> tls = nullptr);
  // Only when wait_until_gone() was true, or when no thread runs the contexts any more.
  ~MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  // Accepts on all threads. Before they run.
  void listen(http::ListeningSocket socket);

  // Accepts no more; who is between two mails is told 421, a mail under way may end within
  // stop_grace. Any thread; returns at once.
  void stop();
  // Closes every socket. A mail that is being kept is not interrupted.
  void abort();
  // True when no coroutine is left. Not on an I/O thread.
  [[nodiscard]] bool wait_until_gone(std::chrono::milliseconds timeout);

  [[nodiscard]] std::size_t connections() const;  // any thread

 private:
  void on_each_thread(void (MailWorker::*action)());

  std::shared_ptr<DoorShared> shared_;
  std::vector<std::pair<boost::asio::io_context*, std::shared_ptr<MailWorker>>> workers_;
  std::vector<http::ListeningSocket> sockets_;
};

}  // namespace crosstown::mail
