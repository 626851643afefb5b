// A store with its lane on I/O threads of its own, against a real Redis; and what tests of it send.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <cstdio>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "router/lane/lane.h"
#include "router/store/store.h"
#include "tests/support/redis_server.h"

namespace crosstown::testing {

// It stands still.
inline Time test_clock() { return Time(std::chrono::milliseconds(1'795'363'445'123)); }
inline CivilHour test_calendar(Time time) {
  return {26, test_clock() - time < std::chrono::hours(12) ? "2026-11-22" : "2026-11-21", "09"};
}

inline Delivery delivery(const std::string& id, const std::string& conversation = "c1",
                         std::chrono::milliseconds patience = std::chrono::seconds(10)) {
  Delivery one;
  one.provider_id = id;
  one.seen_window = std::chrono::hours(1);
  one.conversation = conversation;
  one.conversation_window = std::chrono::hours(1);
  one.queue = "public-works";
  one.priority = "normal";
  one.channel = "city-sms";
  one.type = "pothole";
  one.time = test_clock();
  one.head = R"({"id":")" + id + R"(","subject":")";
  one.tail = R"("type":"pothole"}}})";
  one.deadline = std::chrono::steady_clock::now() + patience;
  return one;
}

template <class... More>
std::vector<Delivery> batch(More... more) {
  std::vector<Delivery> all;
  (all.push_back(std::move(more)), ...);
  return all;
}

inline std::vector<QueueSettings> two_queues() {
  std::vector<QueueSettings> queues(2);
  queues[0].name = "public-works";
  queues[1].name = "front-desk";
  return queues;
}

// I/O threads with a store on them, and a way to call into thread 0 from the test.
class Running {
 public:
  explicit Running(StoreSettings settings, int threads = 1, std::size_t capacity = 1024,
                   std::vector<QueueSettings> queues = two_queues()) {
    std::vector<boost::asio::io_context*> contexts;
    for (int i = 0; i < threads; ++i) {
      contexts_.push_back(std::make_unique<boost::asio::io_context>(1));
      contexts.push_back(contexts_.back().get());
      work_.emplace_back(contexts_.back()->get_executor());
    }
    Store::Options options;
    options.lane_capacity = capacity;
    options.calendar = test_calendar;
    options.clock = test_clock;
    store_ = std::make_unique<Store>(std::move(settings), contexts, registry_, options);
    store_->start(queues);
    for (auto& context : contexts_) threads_.emplace_back([&context] { context->run(); });
  }
  ~Running() {
    run(store_->stop(std::chrono::seconds(5)));
    work_.clear();
    for (auto& context : contexts_) context->stop();
    for (std::thread& thread : threads_) thread.join();
  }

  template <class T>
  T run(boost::asio::awaitable<T> work, int thread = 0) {
    return boost::asio::co_spawn(*contexts_[static_cast<std::size_t>(thread)], std::move(work),
                                 boost::asio::use_future)
        .get();
  }
  Delivery keep(Delivery one, int thread = 0) {
    run(store_->keep(0, one, thread), thread);
    return one;
  }
  // Several at once, from one thread, in this order.
  std::vector<Delivery> keep_all(std::vector<Delivery> all, int thread = 0) {
    std::vector<std::future<void>> done;
    for (Delivery& one : all) {
      done.push_back(boost::asio::co_spawn(*contexts_[static_cast<std::size_t>(thread)],
                                           store_->keep(0, one, thread), boost::asio::use_future));
    }
    for (auto& one : done) one.get();
    return all;
  }
  Store& store() { return *store_; }

 private:
  prometheus::Registry registry_;
  std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
  std::vector<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
  std::unique_ptr<Store> store_;
  std::vector<std::thread> threads_;
};

// A client of the test's own, so that the daemon's is not judged by itself.
inline std::string redis_cli(const RedisServer& server, const std::string& command) {
  const std::string line = "redis-cli -s " + server.socket() + " " + command + " 2>&1";
  FILE* pipe = popen(line.c_str(), "r");
  std::string out;
  char buffer[4096];
  while (const std::size_t n = fread(buffer, 1, sizeof(buffer), pipe)) out.append(buffer, n);
  pclose(pipe);
  return out;
}

}  // namespace crosstown::testing
