// One mail server's connection: owns its socket, feeds the session, gathers each mail and has it
// delivered.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "channels/email/smtp_session.h"
#include "daemon/http/body.h"
#include "daemon/http/stream.h"
#include "daemon/http/tasks.h"
#include "daemon/http/tls.h"
#include "daemon/lmtp/mail_receiver.h"
#include "daemon/lmtp/mail_settings.h"

namespace crosstown::mail {

// What all connections of a door share; outlives them.
struct DoorShared {
  DoorShared(DoorSettings given, MailReceiver& for_mails, boost::asio::thread_pool& disk,
             std::shared_ptr<http::TlsContext> with_tls)
      : settings(std::move(given)),
        receiver(for_mails),
        tls(std::move(with_tls)),
        place{settings.memory_mail, settings.temp_directory, disk,
              http::Budget(settings.memory_budget), http::Budget(settings.file_budget)} {}

  const DoorSettings settings;
  MailReceiver& receiver;
  const std::shared_ptr<http::TlsContext> tls;  // null: no STARTTLS
  http::BodyPlace place;
  const std::shared_ptr<http::TaskCounter> tasks = std::make_shared<http::TaskCounter>();
  std::atomic<std::size_t> connections = 0;
};

using ConnectionHook =
    boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

// Owned by its coroutine; the worker's list only refers to it. One thread.
class MailConnection : public ConnectionHook {
 public:
  MailConnection(std::shared_ptr<DoorShared> shared, http::Socket socket, std::string peer);
  ~MailConnection();
  MailConnection(const MailConnection&) = delete;
  MailConnection& operator=(const MailConnection&) = delete;

  static boost::asio::awaitable<void> run(std::unique_ptr<MailConnection> self);

  // After the mail under way, if there is one, says 421 and closes.
  void stop_gently();
  // Closes now; a mail that is being kept is kept, but its server will not hear of it.
  void abort();

 private:
  [[nodiscard]] boost::asio::awaitable<void> serve();
  [[nodiscard]] boost::asio::awaitable<bool> read_more(std::string_view& input);
  [[nodiscard]] boost::asio::awaitable<bool> send();
  [[nodiscard]] boost::asio::awaitable<void> gather(std::string_view text);
  [[nodiscard]] boost::asio::awaitable<void> deliver();
  [[nodiscard]] boost::asio::awaitable<std::vector<Reply>> deliver_safely();
  [[nodiscard]] boost::asio::awaitable<bool> start_tls();
  void begin_mail();
  void wait_at_most(std::chrono::milliseconds time);

  const std::shared_ptr<DoorShared> shared_;
  const http::TaskToken task_;
  std::unique_ptr<http::Stream> stream_;
  const std::string peer_;
  boost::asio::steady_timer timer_;
  Session session_;
  http::BodyBuffer mail_;
  const std::shared_ptr<char> alive_ = std::make_shared<char>();
  bool lost_ = false;  // of this mail: there was no room for a part of it
  bool stopping_ = false;
  bool expired_ = false;
  bool reading_ = false;
  std::array<char, 16 * 1024> buffer_;
};

}  // namespace crosstown::mail
