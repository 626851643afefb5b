// The way of mails out of the daemon: connections to the relays that the channels name, kept for
// the next mail. All on one executor, which is one thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "daemon/relay/relay_line.h"

namespace crosstown::mail {

struct RelayLimits {
  // Finding the name, connecting, TLS, logging in: some relays let strangers wait for a while.
  std::chrono::milliseconds connect{30'000};
  // From there to a mail's end. A relay looks a mail through before it answers, so it is longer
  // than a call of HTTP may take.
  std::chrono::milliseconds whole{120'000};  // and as long for a mail's turn, before it is sent
  std::chrono::milliseconds idle{30'000};    // then a connection is given up; relays wait minutes
  std::size_t lines = 4;                     // of one relay at once; further mails wait
  std::size_t mails_a_line = 100;
  std::string ca_file{};  // PEM, beside the system's; empty: none
};

class MailRelay {
 public:
  // Throws std::runtime_error (ca_file).
  MailRelay(boost::asio::any_io_executor executor, RelayLimits limits);
  ~MailRelay();
  MailRelay(const MailRelay&) = delete;
  MailRelay& operator=(const MailRelay&) = delete;

  // On the executor. A kept connection that turns out to be closed before the mail was given over
  // is replaced by a fresh one.
  [[nodiscard]] boost::asio::awaitable<MailFate> send(Relay relay, ComposedMail mail);

  // On the executor: mails under way end, as unclear or for later, further ones at once.
  void stop();
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] std::size_t idle_lines() const;

 private:
  using Clock = std::chrono::steady_clock;
  using Line = std::shared_ptr<RelayLine>;
  struct Waiter {
    explicit Waiter(const boost::asio::any_io_executor& executor) : turn(executor) {}
    boost::asio::steady_timer turn;
    bool given = false;
  };
  struct Host {
    struct Idle {
      Line line;
      Clock::time_point since;
    };
    std::deque<Idle> idle;  // the oldest first
    std::size_t busy = 0;
    std::deque<std::shared_ptr<Waiter>> waiting;
  };

  boost::asio::awaitable<bool> wait_for_turn(Host& host);
  void give_turn(Host& host);
  boost::asio::awaitable<MailFate> by_a_line(Host& host, const Relay& relay,
                                             const ComposedMail& mail);
  boost::asio::awaitable<std::optional<MailLater>> open(Line line);
  boost::asio::awaitable<MailFate> send_on(Line line, const ComposedMail& mail);
  [[nodiscard]] Line kept(Host& host);
  void keep(Host& host, Line line);
  void watch_idle();
  void close_old();
  boost::asio::awaitable<void> say_good_bye(Line line);

  const boost::asio::any_io_executor executor_;
  const RelayLimits limits_;
  boost::asio::ssl::context tls_;
  std::map<std::string, Host> hosts_;  // as many as are configured
  std::set<Line> under_way_;
  boost::asio::steady_timer idle_timer_;
  const std::shared_ptr<char> alive_ = std::make_shared<char>();
  bool watching_ = false;
  bool stopped_ = false;
};

}  // namespace crosstown::mail
