// What systemd's watchdog is told, on a real notify socket.
#include "daemon/watchdog.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <cstdlib>
#include <cstring>
#include <future>
#include <thread>

#include "tests/support/redis_server.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// systemd's end of NOTIFY_SOCKET; the watchdog's time is 90 ms.
class NotifySocket {
 public:
  NotifySocket() : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const std::string path = (folder_.path() / "notify").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    setenv("WATCHDOG_USEC", "90000", 1);
  }
  ~NotifySocket() {
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    close(fd_);
  }
  // The next message; empty when none came in that time.
  [[nodiscard]] std::string next(std::chrono::milliseconds time = 20s) const {
    pollfd one{fd_, POLLIN, 0};
    if (poll(&one, 1, static_cast<int>(time.count())) != 1) return {};
    char text[256];
    const ssize_t size = recv(fd_, text, sizeof(text), 0);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
  }

 private:
  testing::TempFolder folder_;
  int fd_;
};

class TwoThreads {
 public:
  TwoThreads() {
    for (asio::io_context& context : contexts_)
      threads_.emplace_back([&context] { context.run(); });
  }
  ~TwoThreads() { stop(); }
  void stop() {
    for (asio::io_context& context : contexts_) context.stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  std::vector<asio::io_context*> contexts() { return {&contexts_[0], &contexts_[1]}; }
  asio::io_context& operator[](std::size_t i) { return contexts_[i]; }

 private:
  asio::io_context contexts_[2];
  asio::executor_work_guard<asio::io_context::executor_type> work_[2] = {
      asio::make_work_guard(contexts_[0]), asio::make_work_guard(contexts_[1])};
  std::vector<std::thread> threads_;
};

// A watchdog lives until its threads have ended: this stands behind it.
class StopsFirst {
 public:
  explicit StopsFirst(TwoThreads& threads) : threads_(threads) {}
  ~StopsFirst() { threads_.stop(); }

 private:
  TwoThreads& threads_;
};

TEST(Watchdog, IsFedWhileAllThreadsRunAndNotWhenOneStandsStill) {
  NotifySocket systemd;
  TwoThreads threads;
  Watchdog watchdog(threads.contexts(), [] { return std::string(); });
  const StopsFirst stops_first(threads);
  watchdog.start();
  EXPECT_EQ(systemd.next(), "WATCHDOG=1");
  EXPECT_EQ(systemd.next(), "WATCHDOG=1");

  std::promise<void> stuck, go_on;
  asio::post(threads[1], [&] {
    stuck.set_value();
    go_on.get_future().wait();
  });
  stuck.get_future().wait();
  // A round or two may have been answered before.
  int told = 0;
  while (told < 10 && !systemd.next(300ms).empty()) ++told;
  EXPECT_LT(told, 4);
  go_on.set_value();
  EXPECT_EQ(systemd.next(), "WATCHDOG=1");
}

TEST(Watchdog, IsNotFedWhileMessagesStandStill) {
  NotifySocket systemd;
  TwoThreads threads;
  std::atomic<bool> trouble{true};
  Watchdog watchdog(threads.contexts(),
                    [&trouble] { return std::string(trouble ? "a message waits" : ""); });
  const StopsFirst stops_first(threads);
  watchdog.start();
  EXPECT_EQ(systemd.next(200ms), "");
  trouble = false;
  EXPECT_EQ(systemd.next(), "WATCHDOG=1");
}

TEST(Watchdog, IsQuietWhereNobodyWatches) {
  NotifySocket systemd;
  unsetenv("WATCHDOG_USEC");
  TwoThreads threads;
  Watchdog watchdog(threads.contexts(), [] { return std::string(); });
  const StopsFirst stops_first(threads);
  watchdog.start();
  EXPECT_EQ(systemd.next(100ms), "");
}

}  // namespace
}  // namespace crosstown
