// The HTTP server alone, answering every request with the same 200 bytes: what the front costs
// without any work behind it. `http_bench_server PORT [THREADS]`, then load 127.0.0.1:PORT.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "daemon/http/server.h"

namespace {

namespace asio = boost::asio;
namespace http = crosstown::http;

class FixedAnswer final : public http::Handler {
 public:
  http::BodyRule before_body(const crosstown::HttpRequest&, const http::Peer&) override {
    http::BodyRule rule;
    rule.max_body = 64 << 20;
    return rule;
  }
  asio::awaitable<http::Response> handle(const crosstown::HttpRequest&,
                                         const http::Peer&) override {
    http::Response answer;
    answer.content_type = "text/xml; charset=utf-8";
    answer.body.assign(200, 'x');
    co_return answer;
  }
  void refused(int, std::string_view) override {}
  void turned_away() override {}
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: http_bench_server PORT [THREADS]\n";
    return EXIT_FAILURE;
  }
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  std::vector<std::unique_ptr<asio::io_context>> contexts;
  std::vector<asio::io_context*> pointers;
  for (int i = 0; i < threads; ++i) {
    contexts.push_back(std::make_unique<asio::io_context>(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO));
    pointers.push_back(contexts.back().get());
  }
  FixedAnswer handler;
  asio::thread_pool disk(1);
  http::Server server({}, handler, pointers, disk);
  server.listen(http::ListeningSocket::open("127.0.0.1:" + std::string(argv[1])));

  asio::signal_set signals(*contexts.front(), SIGINT, SIGTERM);
  signals.async_wait([&](const auto&, int) { server.stop(); });
  std::vector<std::thread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back([&, i] { contexts[i]->run(); });
  contexts.front()->run();
  for (auto& thread : others) thread.join();
}
