// One connection to a relay: the socket under channels/email/smtp_client.h. On one thread; one call
// at a time.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channels/email/mail_replies.h"
#include "channels/email/smtp_client.h"
#include "daemon/http/outgoing/wire.h"

namespace crosstown::mail {

class RelayLine {
 public:
  // `tls` lives longer.
  RelayLine(boost::asio::any_io_executor executor, boost::asio::ssl::context& tls, Relay relay);
  ~RelayLine();
  RelayLine(const RelayLine&) = delete;
  RelayLine& operator=(const RelayLine&) = delete;

  // Until the relay takes mails. Empty: it does; else why not.
  [[nodiscard]] boost::asio::awaitable<std::optional<MailLater>> open();
  // Only after open(), and while it is usable().
  [[nodiscard]] boost::asio::awaitable<MailFate> send(const ComposedMail& mail);
  // "Good bye", as far as it can be said.
  [[nodiscard]] boost::asio::awaitable<void> leave();

  // What is under way ends with that reason. Any further call does at once.
  void end(std::string_view why);

  // Nothing has come since the last mail, not even the connection's end.
  [[nodiscard]] bool usable();
  [[nodiscard]] std::size_t mails() const { return mails_; }

 private:
  [[nodiscard]] boost::asio::awaitable<std::optional<std::string>> connect();
  [[nodiscard]] boost::asio::awaitable<std::vector<boost::asio::ip::tcp::endpoint>> find();
  [[nodiscard]] boost::asio::awaitable<bool> encrypt();
  [[nodiscard]] boost::asio::awaitable<ClientEvent> next();
  [[nodiscard]] boost::asio::awaitable<void> read();
  [[nodiscard]] boost::asio::awaitable<bool> flush();
  void lost(const boost::system::error_code& error);

  const boost::asio::any_io_executor executor_;
  boost::asio::ssl::context& tls_;
  const Relay relay_;
  SmtpClient client_;
  std::shared_ptr<http::ClientWire> wire_;
  std::function<void()> cancel_;  // of the step that is under way
  std::string ended_;             // why; empty: it goes on
  std::string certificate_;       // what is wrong about TLS; empty: nothing
  std::size_t mails_ = 0;
  bool idle_ = false;
  std::string_view input_;
  std::array<char, 8 * 1024> buffer_{};
};

}  // namespace crosstown::mail
