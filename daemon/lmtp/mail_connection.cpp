#include "daemon/lmtp/mail_connection.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <utility>
#include <variant>

namespace crosstown::mail {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

Reply no_room() { return {452, "4.3.1", "no room for it now, please try again"}; }
Reply not_now() { return {451, "4.3.0", "not stored yet, please try again"}; }

}  // namespace

MailConnection::MailConnection(std::shared_ptr<DoorShared> shared, http::Socket socket,
                               std::string peer)
    : shared_(std::move(shared)),
      task_(shared_->tasks),
      stream_(http::make_plain_stream(std::move(socket))),
      peer_(std::move(peer)),
      timer_(stream_->socket().get_executor()),
      session_(shared_->settings.session),
      mail_(shared_->place) {
  shared_->connections.fetch_add(1, std::memory_order_relaxed);
}

MailConnection::~MailConnection() { shared_->connections.fetch_sub(1, std::memory_order_relaxed); }

asio::awaitable<void> MailConnection::run(std::unique_ptr<MailConnection> self) {
  co_await self->serve();
  self->timer_.cancel();
  const error_code ignored = co_await self->stream_->say_goodbye();
  (void)ignored;
}

void MailConnection::stop_gently() {
  stopping_ = true;
  if (reading_ && !session_.in_mail()) stream_->cancel();
}

void MailConnection::abort() {
  stopping_ = true;
  stream_->close();
}

// What has run out already comes without an error, perhaps after the connection is gone.
void MailConnection::wait_at_most(std::chrono::milliseconds time) {
  timer_.expires_after(time);
  timer_.async_wait([this, alive = std::weak_ptr(alive_)](const error_code& error) {
    if (error || alive.expired()) return;
    expired_ = true;
    stream_->cancel();
  });
}

asio::awaitable<void> MailConnection::serve() {
  std::string_view input;
  for (;;) {
    const Event event = session_.next(input);
    bool goes_on = true;
    if (const auto* asked = std::get_if<event::Recipient>(&event)) {
      const Reply reply = shared_->receiver.recipient(asked->mailbox);
      session_.answer_recipient(reply);
    } else if (const auto* text = std::get_if<event::Text>(&event)) {
      co_await gather(text->bytes);
    } else if (std::holds_alternative<event::MailBegins>(event)) {
      begin_mail();
    } else if (std::holds_alternative<event::MailEnds>(event)) {
      goes_on = co_await send();  // the answers to what was pipelined before it
      co_await deliver();
    } else if (std::holds_alternative<event::MailDropped>(event)) {
      mail_.reset();
    } else if (std::holds_alternative<event::StartTls>(event)) {
      goes_on = co_await start_tls();
    } else if (std::holds_alternative<event::NeedInput>(event)) {
      goes_on = co_await read_more(input);
    } else {
      goes_on = co_await send();
      co_return;
    }
    if (!goes_on) co_return;
  }
}

// False: the other side is gone.
asio::awaitable<bool> MailConnection::read_more(std::string_view& input) {
  const bool sent = co_await send();
  if (!sent) co_return false;
  if (stopping_ && !session_.in_mail()) {
    session_.say_goodbye("stopping, please try again");
    co_return true;
  }
  reading_ = true;
  wait_at_most(shared_->settings.idle_timeout);
  const auto room = asio::buffer(buffer_);
  const auto [error, bytes] = co_await stream_->read_some(room);
  reading_ = false;
  input = {buffer_.data(), bytes};
  if (!error) co_return true;
  if (error != asio::error::operation_aborted || session_.in_mail()) co_return false;
  session_.say_goodbye(expired_ ? "too slow" : "stopping, please try again");
  co_return true;
}

asio::awaitable<bool> MailConnection::send() {
  std::string& output = session_.output();
  std::string_view left = output;
  if (!left.empty()) wait_at_most(shared_->settings.idle_timeout);
  while (!left.empty()) {
    const auto bytes_to_send = asio::buffer(left.data(), left.size());
    const auto [error, bytes] = co_await stream_->write_some(bytes_to_send);
    if (error) co_return false;
    left.remove_prefix(bytes);
  }
  output.clear();
  co_return true;
}

void MailConnection::begin_mail() {
  lost_ = !mail_.start(0);
  session_.answer_data(lost_ ? std::optional(no_room()) : std::nullopt);
}

// A full disk does not end the connection: the rest is read past, and the mail refused for now.
asio::awaitable<void> MailConnection::gather(std::string_view text) {
  while (!text.empty() && !lost_) {
    const std::span<char> room = mail_.room();
    if (room.empty()) {
      const error_code error = co_await mail_.flush();
      lost_ = error.failed();
      continue;
    }
    const std::size_t size = std::min(room.size(), text.size());
    std::memcpy(room.data(), text.data(), size);
    mail_.commit(size);
    text.remove_prefix(size);
  }
}

// The line where responsibility passes: before the answers are written the other server still has
// the mail, after it we alone.
asio::awaitable<void> MailConnection::deliver() {
  timer_.cancel();
  std::vector<Reply> replies = co_await deliver_safely();
  session_.answer_mail(replies);
  mail_.reset();
}

asio::awaitable<std::vector<Reply>> MailConnection::deliver_safely() {
  const std::size_t count = session_.recipients().size();
  error_code error;
  if (!lost_) error = co_await mail_.finish();
  if (lost_ || error) co_return std::vector<Reply>(count, no_room());
  try {
    co_return co_await shared_->receiver.deliver(mail_.view(), session_.sender(),
                                                 session_.recipients(), peer_);
  } catch (const std::exception& bug) {
    SPDLOG_ERROR("event=internal_error door=mail error=\"{}\"", bug.what());
  }
  co_return std::vector<Reply>(count, not_now());
}

asio::awaitable<bool> MailConnection::start_tls() {
  const bool sent = co_await send();
  if (!sent || !shared_->tls) co_return false;
  http::Socket socket = std::move(stream_->socket());
  stream_ = http::make_tls_stream(std::move(socket), shared_->tls->current());
  wait_at_most(shared_->settings.idle_timeout);
  const error_code error = co_await stream_->handshake();
  if (error) co_return false;
  session_.tls_started();
  co_return true;
}

}  // namespace crosstown::mail
