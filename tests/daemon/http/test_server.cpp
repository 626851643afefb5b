#include "tests/daemon/http/test_server.h"

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <stdexcept>

#include "daemon/http/response.h"

namespace crosstown::http {
namespace {

int number_after(std::string_view target, std::string_view prefix) {
  if (!target.starts_with(prefix)) return -1;
  return std::atoi(std::string(target.substr(prefix.size())).c_str());
}

std::string text_of(const Peer& peer, const HttpRequest& request) {
  return peer.address + (peer.secure ? " secure" : " open") +
         (peer.local_socket ? " uid " + std::to_string(peer.uid) : "") + ' ' +
         std::string(request.public_url);
}

// "/events": two pieces, then until the server stops. "/echo": another protocol after a 101, to its
// first newline.
boost::asio::awaitable<void> tell_events(Wire& wire, boost::asio::steady_timer& gate) {
  for (const char* piece : {"one\n", "two\n"}) {
    std::string bytes = piece;
    const bool sent = co_await wire.send(std::move(bytes));
    if (!sent) co_return;
  }
  wire.when_ending([&gate] { gate.cancel(); });
  if (!wire.is_ending())
    co_await gate.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  std::string bye = "bye\n";
  const bool sent = co_await wire.send(std::move(bye));
  (void)sent;
}

boost::asio::awaitable<void> echo(Wire& wire) {
  for (char last = 0; last != '\n';) {
    char room[64];
    const std::size_t bytes = co_await wire.receive(room);
    if (bytes == 0) co_return;
    last = room[bytes - 1];
    std::string same(room, bytes);
    const bool sent = co_await wire.send(std::move(same));
    if (!sent) co_return;
  }
}

}  // namespace

BodyRule TestHandler::before_body(const HttpRequest& head, const Peer&) {
  ++asked;
  BodyRule rule;
  rule.max_body = 64 << 20;
  if (const int status = number_after(head.target, "/refuse/"); status > 0) {
    rule.answer = plain_answer(status, "not wanted");
  }
  if (const int size = number_after(head.target, "/max/"); size >= 0)
    rule.max_body = static_cast<std::uint64_t>(size);
  if (head.target == "/methods") {
    const std::string allow = "POST, OPTIONS";
    if (head.method == "OPTIONS") {
      rule.answer = options_answer(allow);
    } else if (head.method != "POST") {
      rule.answer = method_not_allowed(allow);
    }
  }
  return rule;
}

boost::asio::awaitable<Response> TestHandler::handle(const HttpRequest& request, const Peer& peer) {
  Response answer;
  answer.content_type = "text/plain";
  if (request.target == "/wait") {
    waiting.set_value();
    co_await gate_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
  if (request.target == "/throw") throw std::runtime_error("a bug");
  if (request.target == "/large") {
    answer.body.assign(8 << 20, 'x');
  } else if (request.target == "/peer") {
    answer.body = text_of(peer, request);
  } else if (request.target == "/size") {
    answer.body = std::to_string(request.body.size());
  } else {
    answer.body = std::string(request.method) + ' ' + std::string(request.target) + ' ' +
                  std::string(request.body);
  }
  if (request.target == "/events") {
    answer.follow = [this](Wire& wire) { return tell_events(wire, gate_); };
  } else if (request.target == "/broken") {
    answer.follow = [](Wire&) -> boost::asio::awaitable<void> {
      throw std::runtime_error("a bug in the middle");
      co_return;
    };
  } else if (request.target == "/echo") {
    answer.status = 101;
    answer.content_type.clear();
    answer.headers = {{"Connection", "Upgrade"}, {"Upgrade", "echo"}};
    answer.follow = [](Wire& wire) { return echo(wire); };
  }
  answer.close = request.target == "/close";
  co_return answer;
}

void TestHandler::refused(int status, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  refusals_.push_back({status, std::string(reason)});
}

std::vector<TestHandler::Refusal> TestHandler::refusals() const {
  const std::lock_guard lock(mutex_);
  return refusals_;
}

std::vector<int> TestHandler::refused_statuses() const {
  std::vector<int> result;
  for (const auto& refusal : refusals()) result.push_back(refusal.status);
  return result;
}

void TestHandler::release() {
  boost::asio::post(gate_.get_executor(), [this] { gate_.cancel(); });
}

HttpSettings TestServer::quick() {
  HttpSettings settings;
  settings.sweep_interval = std::chrono::milliseconds(10);
  settings.stop_grace = std::chrono::milliseconds(10'000);
  return settings;
}

TestServer::TestServer(HttpSettings settings, std::shared_ptr<TlsContext> tls,
                       const std::string& address)
    : TestServer(std::move(settings), ListeningSocket::open(address), std::move(tls)) {}

TestServer::TestServer(HttpSettings settings, ListeningSocket socket,
                       std::shared_ptr<TlsContext> tls)
    : guard_(io_.get_executor()), port_(socket.port()) {
  boost::asio::io_context* const contexts[] = {&io_};
  server_ = std::make_unique<Server>(std::move(settings), handler_, contexts, disk_);
  server_->listen(std::move(socket), std::move(tls));
  thread_ = std::thread([this] { io_.run(); });
}

TestServer::~TestServer() {
  server_->stop();
  server_->abort();
  EXPECT_TRUE(server_->wait_until_gone(std::chrono::seconds(10))) << "a coroutine is left over";
  EXPECT_EQ(server_->connections(), 0U);
  guard_.reset();
  thread_.join();
}

}  // namespace crosstown::http
