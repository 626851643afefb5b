// Several I/O threads on one listening socket. Run under ThreadSanitizer, this is the proof that
// connections share nothing but what is atomic.
#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <thread>

#include "tests/daemon/http/test_client.h"
#include "tests/daemon/http/test_server.h"

namespace crosstown::http {
namespace {

namespace asio = boost::asio;

class SizeHandler final : public Handler {
 public:
  BodyRule before_body(const HttpRequest&, const Peer&) override { return {}; }
  asio::awaitable<Response> handle(const HttpRequest& request, const Peer&) override {
    Response answer;
    answer.body = std::to_string(request.body.size());
    co_return answer;
  }
  void refused(int, std::string_view) override { ++refusals; }
  void turned_away() override {}
  std::atomic<int> refusals = 0;
};

struct IoThread {
  asio::io_context io{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
  std::thread thread;
};

// Small ones, one that goes through the disk threads, and rubbish at the end.
void visit(int port) {
  TestClient client(port);
  for (const std::size_t size : {3, 300'000, 5}) {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) +
                "\r\n\r\n" + std::string(size, 'x'));
    EXPECT_EQ(client.read_answer().body, std::to_string(size));
  }
  client.send("\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 400);
}

TEST(Threads, ShareOneListeningSocket) {
  IoThread threads[2];
  asio::io_context* const contexts[] = {&threads[0].io, &threads[1].io};
  asio::thread_pool disk(2);
  SizeHandler handler;
  Server server(TestServer::quick(), handler, contexts, disk);
  auto listener = ListeningSocket::open("127.0.0.1:0");
  const int port = listener.port();
  server.listen(std::move(listener));
  for (auto& io_thread : threads) io_thread.thread = std::thread([&] { io_thread.io.run(); });

  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([port] {
      for (int visits = 0; visits < 25; ++visits) visit(port);
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(handler.refusals, 100);

  server.stop();
  EXPECT_TRUE(server.wait_until_gone(std::chrono::seconds(10)));
  for (auto& io_thread : threads) {
    io_thread.guard.reset();
    io_thread.thread.join();
  }
}

}  // namespace
}  // namespace crosstown::http
