#include "daemon/http/worker.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>
#include <utility>

#include "daemon/http/client.h"
#include "daemon/http/response.h"
#include "router/task.h"

namespace crosstown::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
// Out of descriptors or memory: the connection waits in the backlog until some are free again.
constexpr std::chrono::milliseconds accept_pause{100};
// So many more may be open at once to be told that there is no room; past it they are just closed.
constexpr std::size_t turning_away_at_once = 64;

bool is_one_connections_fault(const error_code& error) {
  return error == asio::error::connection_aborted || error == asio::error::connection_reset ||
         error == boost::system::errc::protocol_error;
}

}  // namespace

Worker::Worker(asio::io_context& io, std::shared_ptr<Shared> shared)
    : io_(io), shared_(std::move(shared)), timer_(io) {
  tell_time();
}

void Worker::listen(const ListeningSocket& socket, std::shared_ptr<TlsContext> tls) {
  using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;
  const asio::generic::stream_protocol protocol(socket.family(), 0);
  auto door = std::make_shared<Door>(
      Door{Acceptor(io_, protocol, socket.duplicate()), asio::steady_timer(io_), std::move(tls)});
  doors_.push_back(door);
  asio::co_spawn(io_, accept_loop(shared_from_this(), door, TaskToken(shared_->tasks)),
                 vital_task("accept"));
}

asio::awaitable<void> Worker::accept_loop(std::shared_ptr<Worker> self, std::shared_ptr<Door> door,
                                          TaskToken) {
  while (!self->stopping_) {
    Socket socket(self->io_);
    Endpoint endpoint;
    const auto [error] = co_await door->acceptor.async_accept(socket, endpoint, as_result);
    if (!error) {
      self->welcome(std::move(socket), endpoint, *door);
    } else if (error != asio::error::operation_aborted && !is_one_connections_fault(error)) {
      door->pause.expires_after(accept_pause);
      co_await door->pause.async_wait(as_result);
    }
  }
}

void Worker::welcome(Socket socket, const Endpoint& endpoint, const Door& door) {
  const auto open = shared_->connections.load(std::memory_order_relaxed);
  const auto limit = shared_->settings.max_connections;
  const bool full = open >= limit;
  if (full) shared_->handler.turned_away();
  // A TLS client cannot be told before a handshake, which is what we have no room for.
  if (full && (door.tls || open >= limit + turning_away_at_once)) return;

  auto client = client_of(socket, endpoint, shared_->proxies);
  client.peer.secure = door.tls != nullptr;
  auto stream = door.tls ? make_tls_stream(std::move(socket), door.tls->current())
                         : make_plain_stream(std::move(socket));
  keep_sweeping();
  auto connection =
      std::make_unique<Connection>(shared_from_this(), std::move(stream), std::move(client));
  connections_.push_back(*connection);
  auto coroutine =
      full ? Connection::turn_away(std::move(connection)) : Connection::run(std::move(connection));
  asio::co_spawn(io_, std::move(coroutine), task("connection"));
}

void Worker::stop() {
  stopping_ = true;
  tell_time();
  stop_at_ = now_ + shared_->settings.stop_grace;
  for (const auto& door : doors_) {
    error_code ignored;
    door->acceptor.close(ignored);
    door->pause.cancel();
  }
  for (auto& connection : connections_) connection.stop_gently();
}

void Worker::abort() {
  stop();
  for (auto& connection : connections_) connection.abort();
}

// The timer runs while there are connections: an idle daemon sleeps.
void Worker::keep_sweeping() {
  if (sweeping_) return;
  sweeping_ = true;
  tell_time();
  timer_.expires_after(shared_->settings.sweep_interval);
  timer_.async_wait([self = shared_from_this()](const error_code&) { self->sweep(); });
}

void Worker::sweep() {
  sweeping_ = false;
  if (connections_.empty()) return;
  keep_sweeping();
  for (auto& connection : connections_) connection.check_deadline(now_);
  if (now_ < stop_at_) return;
  for (auto& connection : connections_) connection.abort();
}

void Worker::tell_time() {
  now_ = Clock::now();
  const std::int64_t second = std::time(nullptr);
  if (second == date_second_) return;
  date_second_ = second;
  date_ = http_date(second);
}

}  // namespace crosstown::http
