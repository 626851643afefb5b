#include "daemon/relay/mail_relay.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <utility>

#include "router/task.h"

namespace crosstown::mail {
namespace {

namespace asio = boost::asio;
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view ends = "the daemon ends";

// Whose connections may be shared: the same server, and as the same user.
std::string key_of(const Relay& relay) {
  std::string key = relay.host + '\n' + relay.port + '\n';
  key += relay.tls_at_once ? 's' : relay.session.must_encrypt ? 't' : 'p';
  return key + '\n' + relay.session.host + '\n' + relay.session.user + '\n' +
         relay.session.password + (relay.session.ask_for_notices ? "\nn" : "\n");
}

std::string own_name() {
  boost::system::error_code error;
  std::string name = asio::ip::host_name(error);
  return error || name.empty() ? "localhost" : name;
}

// Ends what a line does when its time is over.
class Limit {
 public:
  Limit(const asio::any_io_executor& executor, const std::shared_ptr<RelayLine>& line,
        std::chrono::milliseconds time, std::string_view why)
      : timer_(executor, time) {
    timer_.async_wait([weak = std::weak_ptr<RelayLine>(line),
                       in_time = std::weak_ptr<const char>(alive_),
                       why](boost::system::error_code cancelled) {
      const auto still = weak.lock();
      if (still && !cancelled && !in_time.expired()) still->end(why);
    });
  }

 private:
  // A timer that has just fired cannot be called back, and the line may carry another mail by then.
  const std::shared_ptr<const char> alive_ = std::make_shared<const char>();
  asio::steady_timer timer_;
};

}  // namespace

MailRelay::MailRelay(asio::any_io_executor executor, RelayLimits limits)
    : executor_(std::move(executor)),
      limits_(std::move(limits)),
      tls_(asio::ssl::context::tls_client),
      idle_timer_(executor_) {
  tls_.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
  tls_.set_default_verify_paths();
  boost::system::error_code error;
  if (!limits_.ca_file.empty()) tls_.load_verify_file(limits_.ca_file, error);
  if (error) throw std::runtime_error(limits_.ca_file + ": " + error.message());
}

MailRelay::~MailRelay() = default;

asio::awaitable<MailFate> MailRelay::send(Relay relay, ComposedMail mail) {
  if (relay.session.host.empty()) relay.session.host = own_name();
  Host& host = hosts_[key_of(relay)];
  auto waiting = wait_for_turn(host);
  const bool turn = co_await std::move(waiting);
  if (!turn) co_return MailLater{stopped_ ? std::string(ends) : "the relay is busy", false};
  auto sending = by_a_line(host, relay, mail);
  MailFate fate = co_await std::move(sending);
  give_turn(host);
  co_return std::move(fate);
}

// A place is handed on rather than set free, so that nobody who comes later is before who waits.
asio::awaitable<bool> MailRelay::wait_for_turn(Host& host) {
  if (stopped_) co_return false;
  if (host.busy < limits_.lines) {
    ++host.busy;
    co_return true;
  }
  const auto waiter = std::make_shared<Waiter>(executor_);
  host.waiting.push_back(waiter);
  waiter->turn.expires_after(limits_.whole);
  co_await waiter->turn.async_wait(as_values);
  if (!waiter->given) std::erase(host.waiting, waiter);
  co_return waiter->given;
}

void MailRelay::give_turn(Host& host) {
  if (host.waiting.empty() || stopped_) {
    --host.busy;
    return;
  }
  const auto next = std::move(host.waiting.front());
  host.waiting.pop_front();
  next->given = true;
  next->turn.cancel();
}

asio::awaitable<MailFate> MailRelay::by_a_line(Host& host, const Relay& relay,
                                               const ComposedMail& mail) {
  if (stopped_) co_return MailLater{std::string(ends), false};
  Line line = kept(host);
  if (line) {
    auto sending = send_on(line, mail);
    MailFate fate = co_await std::move(sending);
    // Closed between two mails, by its own patience: it says nothing about this one.
    const bool stale = std::holds_alternative<MailLater>(fate) && !line->usable() && !stopped_;
    if (!stale) {
      keep(host, std::move(line));
      co_return std::move(fate);
    }
  }
  line = std::make_shared<RelayLine>(executor_, tls_, relay);
  auto opening = open(line);
  auto trouble = co_await std::move(opening);
  if (trouble) co_return std::move(*trouble);
  auto sending = send_on(line, mail);
  MailFate fate = co_await std::move(sending);
  keep(host, std::move(line));
  co_return std::move(fate);
}

asio::awaitable<std::optional<MailLater>> MailRelay::open(Line line) {
  under_way_.insert(line);
  const Limit limit(executor_, line, limits_.connect, "not connected in time");
  auto opening = line->open();
  auto trouble = co_await std::move(opening);
  under_way_.erase(line);
  co_return std::move(trouble);
}

asio::awaitable<MailFate> MailRelay::send_on(Line line, const ComposedMail& mail) {
  under_way_.insert(line);
  const Limit limit(executor_, line, limits_.whole, "no answer in time");
  auto sending = line->send(mail);
  MailFate fate = co_await std::move(sending);
  under_way_.erase(line);
  co_return std::move(fate);
}

MailRelay::Line MailRelay::kept(Host& host) {
  while (!host.idle.empty()) {
    Line line = std::move(host.idle.back().line);  // the youngest: the likeliest to be open still
    host.idle.pop_back();
    if (line->usable()) return line;
  }
  return nullptr;
}

void MailRelay::keep(Host& host, Line line) {
  if (stopped_ || !line->usable() || line->mails() >= limits_.mails_a_line) return;
  host.idle.push_back({std::move(line), Clock::now()});
  watch_idle();
}

void MailRelay::watch_idle() {
  if (watching_ || stopped_ || idle_lines() == 0) return;
  watching_ = true;
  idle_timer_.expires_after(limits_.idle);
  idle_timer_.async_wait(
      [this, weak = std::weak_ptr<char>(alive_)](boost::system::error_code cancelled) {
        if (weak.lock() && !cancelled) close_old();
      });
}

// With a good-bye, so that the relay's log has no lost connections in it.
void MailRelay::close_old() {
  watching_ = false;
  const auto oldest = Clock::now() - limits_.idle;
  for (auto& [key, host] : hosts_) {
    while (!host.idle.empty() && host.idle.front().since <= oldest) {
      asio::co_spawn(executor_, say_good_bye(std::move(host.idle.front().line)),
                     task("leave-relay"));
      host.idle.pop_front();
    }
  }
  watch_idle();
}

asio::awaitable<void> MailRelay::say_good_bye(Line line) {
  under_way_.insert(line);
  const Limit limit(executor_, line, limits_.connect, "no answer in time");
  auto leaving = line->leave();
  co_await std::move(leaving);
  under_way_.erase(line);
}

void MailRelay::stop() {
  stopped_ = true;
  idle_timer_.cancel();
  for (auto& [key, host] : hosts_) {
    host.idle.clear();
    for (const auto& waiter : host.waiting) waiter->turn.cancel();
  }
  const auto lines = under_way_;  // ending one may take it out
  for (const Line& line : lines) line->end(ends);
}

std::size_t MailRelay::idle_lines() const {
  std::size_t all = 0;
  for (const auto& [key, host] : hosts_) all += host.idle.size();
  return all;
}

}  // namespace crosstown::mail
