// `listen.lmtp` and `listen.smtp`: opens them as they are configured, and closes them again.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/inherited_sockets.h"
#include "daemon/lmtp/mail_desk.h"
#include "daemon/lmtp/mail_server.h"

namespace crosstown::mail {

class MailDoors {
 public:
  // All live as long as the daemon.
  struct Parts {
    const CityHolder& city;
    Intake& intake;
    ContentStore& content;
    std::span<boost::asio::io_context* const> threads;
    boost::asio::thread_pool& disk;
  };

  // Throws std::runtime_error with the address. Before the threads run.
  MailDoors(const Parts& parts, const Config& config, InheritedSockets& inherited);

  void stop();  // any thread; returns at once
  // Until all is said, but no longer than `gently`; what is left then is closed, and waited for
  // until `at_last`. Not on an I/O thread.
  void wait_until_gone(std::chrono::steady_clock::time_point gently,
                       std::chrono::steady_clock::time_point at_last);

  // Of `listen.smtp`; null: it has none.
  [[nodiscard]] const std::shared_ptr<http::TlsContext>& tls() const { return tls_; }

 private:
  void open(const Parts& parts, const Config& config, const MailDoorConfig& door, Protocol protocol,
            InheritedSockets& inherited);

  MailDesk desk_;
  std::shared_ptr<http::TlsContext> tls_;
  std::vector<std::unique_ptr<MailServer>> servers_;
};

}  // namespace crosstown::mail
