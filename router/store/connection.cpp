#include "router/store/connection.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "router/task.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;

// Starts a command and completes with its reply; a named type, since GCC 12 destroys lambdas inside
// a co_await expression twice.
struct SendAndWait {
  RedisConnection* connection;
  std::string_view command;

  template <class Handler>
  void operator()(Handler&& handler) const {
    auto shared = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    connection->send(command, [shared](std::optional<Reply> reply) {
      // shared_ptr: std::function wants a copyable target, and a reply is not copyable.
      (*shared)(std::make_shared<std::optional<Reply>>(std::move(reply)));
    });
  }
};

}  // namespace

RedisConnection::RedisConnection(asio::any_io_executor executor,
                                 std::unique_ptr<Transport> transport)
    : executor_(std::move(executor)), transport_(std::move(transport)) {}

void RedisConnection::start(std::function<void(std::string)> on_down) {
  on_down_ = std::move(on_down);
  up_ = true;
  asio::co_spawn(executor_, read_loop(shared_from_this()), vital_task("redis-read"));
}

void RedisConnection::send(std::string_view command, Callback callback) {
  if (!up_) {
    asio::post(executor_, [callback = std::move(callback)] { callback(std::nullopt); });
    return;
  }
  pending_.push_back({std::chrono::steady_clock::now(), std::move(callback)});
  if (writing_) {
    unsent_.append(command);
    return;
  }
  const IoResult written = transport_->try_write(asio::buffer(command));
  // An error shows itself to the read loop too, which ends the connection in one place.
  if (written.error || written.bytes == command.size()) return;
  unsent_.append(command.substr(written.bytes));
  writing_ = true;
  asio::co_spawn(executor_, write_loop(shared_from_this()), vital_task("redis-write"));
}

asio::awaitable<std::optional<Reply>> RedisConnection::call(std::vector<std::string> arguments) {
  std::string command;
  const std::vector<std::string_view> views(arguments.begin(), arguments.end());
  append_command(command, views);
  SendAndWait initiation{this, command};
  auto reply = co_await asio::async_initiate<decltype(asio::use_awaitable),
                                             void(std::shared_ptr<std::optional<Reply>>)>(
      initiation, asio::use_awaitable);
  co_return std::move(*reply);
}

void RedisConnection::close(std::string reason) { fail(std::move(reason)); }

std::optional<std::chrono::steady_clock::time_point> RedisConnection::oldest() const {
  if (pending_.empty()) return std::nullopt;
  return pending_.front().since;
}

asio::awaitable<void> RedisConnection::read_loop(std::shared_ptr<RedisConnection> self) {
  std::array<char, 16 * 1024> bytes;
  while (self->up_) {
    const IoResult result = co_await self->transport_->read_some(asio::buffer(bytes));
    if (result.error) {
      self->fail("read: " + result.error.message());
      break;
    }
    self->replies_.feed({bytes.data(), result.bytes});
    self->deliver_replies();
  }
}

asio::awaitable<void> RedisConnection::write_loop(std::shared_ptr<RedisConnection> self) {
  while (self->up_ && !self->unsent_.empty()) {
    std::swap(self->sending_, self->unsent_);
    self->unsent_.clear();
    std::string_view rest = self->sending_;
    while (self->up_ && !rest.empty()) {
      const IoResult result = co_await self->transport_->write_some(asio::buffer(rest));
      if (result.error) {
        self->fail("write: " + result.error.message());
        break;
      }
      rest.remove_prefix(result.bytes);
    }
  }
  self->writing_ = false;
}

void RedisConnection::deliver_replies() {
  for (Reply reply; up_;) {
    switch (replies_.next(reply)) {
      case ReplyReader::State::more: return;
      case ReplyReader::State::broken: fail("Redis sent what is not its protocol"); return;
      case ReplyReader::State::reply: break;
    }
    if (pending_.empty()) {
      fail("Redis sent a reply that nobody asked for");
      return;
    }
    Callback callback = std::move(pending_.front().callback);
    pending_.pop_front();
    callback(std::move(reply));
  }
}

void RedisConnection::fail(std::string reason) {
  if (!up_) return;
  up_ = false;
  transport_->close();
  std::deque<Pending> lost;
  lost.swap(pending_);
  for (Pending& one : lost) one.callback(std::nullopt);
  if (on_down_) on_down_(std::move(reason));
}

}  // namespace crosstown
