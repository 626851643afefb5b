// The daemon: its parts, built in the order a message meets them and taken down in reverse.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "daemon/admin/admin_door.h"
#include "daemon/admin/admin_parts.h"
#include "daemon/chat/chat_door.h"
#include "daemon/city.h"
#include "daemon/config/config.h"
#include "daemon/fetcher.h"
#include "daemon/http/outgoing/http_client.h"
#include "daemon/http/server.h"
#include "daemon/intake.h"
#include "daemon/lmtp/mail_doors.h"
#include "daemon/metrics.h"
#include "daemon/public_door.h"
#include "daemon/reloader.h"
#include "daemon/sender/replies.h"
#include "daemon/sender/sender.h"
#include "daemon/watchdog.h"
#include "router/store/store.h"

namespace crosstown {

class Daemon {
 public:
  // Opens folders and listening sockets; throws std::runtime_error with a sentence for the
  // operator.
  explicit Daemon(Config config);
  ~Daemon();

  // Serves until SIGTERM or SIGINT; SIGHUP reloads. The calling thread is I/O thread 0.
  void run();

 private:
  boost::asio::awaitable<ReloadResult> read_and_apply(std::string by);          // reloader_'s work
  boost::asio::awaitable<ReloadResult> reload_on_first_thread(std::string by);  // from any
  boost::asio::awaitable<void> tell_when_ready();
  void tell_reloaded() const;
  boost::asio::awaitable<void> watch_signals();
  void begin_stop();
  [[nodiscard]] std::string waiting_too_long() const;
  [[nodiscard]] std::string local_url() const;
  [[nodiscard]] std::vector<DoorLoad> door_loads() const;

  Config config_;            // as running; touched on I/O thread 0 only
  bool told_ready_ = false;  // the same
  CityHolder city_;
  Metrics metrics_;
  boost::asio::thread_pool disk_{2};
  std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
  std::vector<boost::asio::io_context*> threads_;  // the same, as the parts want them

  std::unique_ptr<ContentStore> content_;
  std::unique_ptr<Quarantine> quarantine_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Fetcher> fetcher_;          // on I/O thread 0
  std::unique_ptr<http::HttpClient> client_;  // of what the daemon calls itself
  ReplyMetrics reply_metrics_{metrics_.registry()};
  std::unique_ptr<Sender> sender_;
  std::unique_ptr<Replies> replies_;
  std::unique_ptr<Intake> intake_;
  std::unique_ptr<AdminParts> admin_parts_;
  std::unique_ptr<chat::ChatDoor> chat_door_;
  std::unique_ptr<PublicDoor> public_door_;
  std::unique_ptr<TokenDoor> admin_door_;
  std::unique_ptr<ControlDoor> control_door_;
  std::shared_ptr<http::TlsContext> public_tls_;
  std::shared_ptr<http::TlsContext> admin_tls_;
  std::vector<std::unique_ptr<http::Server>> servers_;
  std::unique_ptr<mail::MailDoors> mail_doors_;
  std::string public_address_;  // as bound
  Reloader reloader_;           // on I/O thread 0
  Watchdog watchdog_;
  boost::asio::signal_set signals_;
  std::thread stopper_;
};

}  // namespace crosstown
