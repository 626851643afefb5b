#include "daemon/http/server.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "daemon/http/worker.h"

namespace crosstown::http {

Server::Server(HttpSettings settings, Handler& handler,
               std::span<boost::asio::io_context* const> threads, boost::asio::thread_pool& disk)
    : shared_(std::make_shared<Shared>(std::move(settings), handler, disk)) {
  for (auto* io : threads) workers_.emplace_back(io, std::make_shared<Worker>(*io, shared_));
}

Server::~Server() = default;

void Server::listen(ListeningSocket socket, std::shared_ptr<TlsContext> tls) {
  for (const auto& [io, worker] : workers_) worker->listen(socket, tls);
  sockets_.push_back(std::move(socket));
}

void Server::stop() { on_each_thread(&Worker::stop); }
void Server::abort() { on_each_thread(&Worker::abort); }

void Server::on_each_thread(void (Worker::*action)()) {
  for (const auto& [io, worker] : workers_)
    boost::asio::post(*io, [worker = worker, action] { ((*worker).*action)(); });
}

bool Server::wait_until_gone(std::chrono::milliseconds timeout) {
  return shared_->tasks->wait_for_none(timeout);
}

std::size_t Server::connections() const {
  return shared_->connections.load(std::memory_order_relaxed);
}

Server::Held Server::held() const {
  return {shared_->body_place.memory.used(), shared_->body_place.files.used()};
}

}  // namespace crosstown::http
