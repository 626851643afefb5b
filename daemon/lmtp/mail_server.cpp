#include "daemon/lmtp/mail_server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "daemon/http/client.h"
#include "daemon/lmtp/mail_connection.h"
#include "router/task.h"

namespace crosstown::mail {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;
using Endpoint = asio::generic::stream_protocol::endpoint;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds accept_pause{100};  // out of descriptors or memory

}  // namespace

// One I/O thread's acceptors and connections. After the first listen(): on its thread only.
class MailWorker : public std::enable_shared_from_this<MailWorker> {
 public:
  MailWorker(asio::io_context& io, std::shared_ptr<DoorShared> shared)
      : io_(io), shared_(std::move(shared)), grace_(io) {}

  void listen(const http::ListeningSocket& socket) {
    const asio::generic::stream_protocol protocol(socket.family(), 0);
    auto acceptor = std::make_shared<Acceptor>(io_, protocol, socket.duplicate());
    acceptors_.push_back(acceptor);
    asio::co_spawn(io_, accept_loop(shared_from_this(), acceptor, http::TaskToken(shared_->tasks)),
                   vital_task("accept_mail"));
  }

  void stop() {
    if (std::exchange(stopping_, true)) return;
    for (const auto& acceptor : acceptors_) {
      error_code ignored;
      acceptor->close(ignored);
    }
    for (MailConnection& each : connections_) each.stop_gently();
    if (connections_.empty()) return;
    grace_.expires_after(shared_->settings.stop_grace);
    grace_.async_wait([self = shared_from_this()](const error_code& error) {
      if (!error) self->close_all();
    });
  }

  void abort() {
    stop();
    close_all();
  }

 private:
  static asio::awaitable<void> accept_loop(std::shared_ptr<MailWorker> self,
                                           std::shared_ptr<Acceptor> acceptor, http::TaskToken) {
    asio::steady_timer pause(self->io_);
    while (!self->stopping_) {
      http::Socket socket(self->io_);
      Endpoint endpoint;
      const auto [error] = co_await acceptor->async_accept(socket, endpoint, as_result);
      if (!error) {
        self->welcome(std::move(socket), endpoint);
      } else if (error != asio::error::operation_aborted) {
        pause.expires_after(accept_pause);
        co_await pause.async_wait(as_result);
      }
    }
  }

  // Past the limit a connection is closed without a word; its server tries again later.
  void welcome(http::Socket socket, const Endpoint& endpoint) {
    const auto open = shared_->connections.load(std::memory_order_relaxed);
    if (open >= shared_->settings.max_connections) return;
    static const http::TrustedProxies nobody{{}};
    std::string peer = http::client_of(socket, endpoint, nobody).peer.address;
    auto connection = std::make_unique<MailConnection>(shared_, std::move(socket), std::move(peer));
    connections_.push_back(*connection);
    asio::co_spawn(io_, MailConnection::run(std::move(connection)), task("mail"));
  }

  void close_all() {
    grace_.cancel();
    for (MailConnection& each : connections_) each.abort();
  }

  asio::io_context& io_;
  const std::shared_ptr<DoorShared> shared_;
  std::vector<std::shared_ptr<Acceptor>> acceptors_;
  boost::intrusive::list<MailConnection, boost::intrusive::constant_time_size<false>> connections_;
  asio::steady_timer grace_;
  bool stopping_ = false;
};

MailServer::MailServer(DoorSettings settings, MailReceiver& receiver,
                       std::span<asio::io_context* const> threads, asio::thread_pool& disk,
                       std::shared_ptr<http::TlsContext> tls)
    : shared_(std::make_shared<DoorShared>(std::move(settings), receiver, disk, std::move(tls))) {
  for (asio::io_context* const io : threads)
    workers_.emplace_back(io, std::make_shared<MailWorker>(*io, shared_));
}

MailServer::~MailServer() = default;

void MailServer::listen(http::ListeningSocket socket) {
  for (const auto& [io, worker] : workers_) worker->listen(socket);
  sockets_.push_back(std::move(socket));
}

void MailServer::on_each_thread(void (MailWorker::*action)()) {
  for (const auto& [io, worker] : workers_)
    asio::post(*io, [worker = worker, action] { (worker.get()->*action)(); });
}

void MailServer::stop() { on_each_thread(&MailWorker::stop); }
void MailServer::abort() { on_each_thread(&MailWorker::abort); }

bool MailServer::wait_until_gone(std::chrono::milliseconds timeout) {
  return shared_->tasks->wait_for_none(timeout);
}

std::size_t MailServer::connections() const {
  return shared_->connections.load(std::memory_order_relaxed);
}

}  // namespace crosstown::mail
