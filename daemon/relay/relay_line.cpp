#include "daemon/relay/relay_line.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "daemon/http/outgoing/lookup.h"
#include "router/awaited.h"

namespace crosstown::mail {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

}  // namespace

RelayLine::RelayLine(asio::any_io_executor executor, asio::ssl::context& tls, Relay relay)
    : executor_(std::move(executor)),
      tls_(tls),
      relay_(std::move(relay)),
      client_(relay_.session) {}

RelayLine::~RelayLine() {
  if (wire_) wire_->close();
}

void RelayLine::end(std::string_view why) {
  if (ended_.empty()) ended_ = why;
  if (wire_) wire_->close();
  if (cancel_) cancel_();
}

// What was read already and not asked for would be taken for the answer to the next mail.
bool RelayLine::usable() {
  return idle_ && ended_.empty() && input_.empty() && wire_ && wire_->is_quiet();
}

void RelayLine::lost(const boost::system::error_code& error) {
  client_.lost(ended_.empty() ? error.message() : ended_);
}

asio::awaitable<std::vector<tcp::endpoint>> RelayLine::find() {
  std::function<void(std::function<void(http::Resolved)>)> begin =
      [this](std::function<void(http::Resolved)> done) {
        const auto lookup = std::make_shared<http::Lookup>(executor_, std::move(done));
        cancel_ = [lookup] { lookup->give_up(); };
        lookup->start(relay_.host, relay_.port);
      };
  auto looking = awaited<http::Resolved>(std::move(begin));
  http::Resolved found = co_await std::move(looking);
  cancel_ = nullptr;
  if (found.error && ended_.empty()) ended_ = found.error.message();
  co_return std::move(found.endpoints);
}

// The operator names the relay, nobody else, so it may have any address. Empty: it is there.
asio::awaitable<std::optional<std::string>> RelayLine::connect() {
  auto finding = find();
  const auto endpoints = co_await std::move(finding);
  const auto socket = std::make_shared<tcp::socket>(executor_);
  cancel_ = [socket] {
    boost::system::error_code ignored;
    socket->close(ignored);
  };
  boost::system::error_code error = asio::error::host_not_found;
  for (const tcp::endpoint& endpoint : endpoints) {
    if (!ended_.empty()) break;
    boost::system::error_code ignored;
    socket->close(ignored);
    auto [failed] = co_await socket->async_connect(endpoint, as_values);
    error = failed;
    if (!error) break;
  }
  cancel_ = nullptr;
  if (!ended_.empty()) co_return ended_;
  if (error) co_return error.message();
  boost::system::error_code ignored;
  socket->set_option(tcp::no_delay(true), ignored);
  wire_ = http::plain_wire(std::move(*socket));
  co_return std::nullopt;
}

asio::awaitable<bool> RelayLine::encrypt() {
  wire_ = http::tls_over(*wire_, tls_, relay_.host);
  auto shaking = wire_->handshake();
  const auto error = co_await std::move(shaking);
  if (!error) {
    client_.tls_started();
    co_return true;
  }
  const std::string trouble = wire_->certificate_trouble();
  if (ended_.empty() && !trouble.empty()) certificate_ = "TLS: " + trouble;
  lost(error);
  co_return false;
}

asio::awaitable<std::optional<MailLater>> RelayLine::open() {
  auto connecting = connect();
  auto trouble = co_await std::move(connecting);
  if (trouble) co_return MailLater{relay_.host + ": " + *trouble, false};
  if (relay_.tls_at_once) {
    auto encrypting = encrypt();
    const bool safe = co_await std::move(encrypting);
    if (!safe && !certificate_.empty()) co_return MailLater{certificate_, true};
  }
  auto waiting = next();
  ClientEvent event = co_await std::move(waiting);
  auto* const closed = std::get_if<client_event::Closed>(&event);
  idle_ = closed == nullptr;
  if (idle_) co_return std::nullopt;
  if (!certificate_.empty()) co_return MailLater{certificate_, true};
  co_return std::move(closed->why);
}

asio::awaitable<MailFate> RelayLine::send(const ComposedMail& mail) {
  idle_ = false;
  ++mails_;
  client_.send(mail);
  auto waiting = next();
  ClientEvent event = co_await std::move(waiting);
  auto* const settled = std::get_if<client_event::Settled>(&event);
  if (!settled) co_return MailLater{"the relay is gone", false};
  MailFate fate = std::move(settled->fate);
  auto ready = next();  // after a refusal it has to say RSET first
  const ClientEvent then = co_await std::move(ready);
  idle_ = std::holds_alternative<client_event::Idle>(then);
  co_return std::move(fate);
}

asio::awaitable<void> RelayLine::leave() {
  if (!usable()) co_return;
  idle_ = false;
  client_.quit();
  auto waiting = next();
  co_await std::move(waiting);
  wire_->close();
}

// An event that the line itself cannot serve.
asio::awaitable<ClientEvent> RelayLine::next() {
  for (;;) {
    ClientEvent event = client_.next(input_);
    const bool tls = std::holds_alternative<client_event::StartTls>(event);
    if (!tls && !std::holds_alternative<client_event::NeedInput>(event)) co_return std::move(event);
    auto flushing = flush();
    const bool said = co_await std::move(flushing);
    if (!said) continue;
    if (tls) {
      auto encrypting = encrypt();
      co_await std::move(encrypting);
    } else {
      auto reading = read();
      co_await std::move(reading);
    }
  }
}

asio::awaitable<bool> RelayLine::flush() {
  if (client_.output().empty()) co_return true;
  const std::string bytes = std::exchange(client_.output(), {});
  auto writing = wire_->write(asio::buffer(bytes));
  const auto [error, size] = co_await std::move(writing);
  if (error) lost(error);
  co_return !error;
}

asio::awaitable<void> RelayLine::read() {
  auto reading = wire_->read_some(asio::buffer(buffer_));
  const auto [error, size] = co_await std::move(reading);
  input_ = std::string_view(buffer_.data(), error ? 0 : size);
  if (error) lost(error);
}

}  // namespace crosstown::mail
