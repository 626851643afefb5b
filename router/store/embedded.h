// The embedded Redis: a private redis-server child on a unix socket in the state directory.
//
// Two servers must never share the files, not even after a kill -9 of the daemon: the child
// inherits an open file description that holds an exclusive flock on `lock`, so the lock lives
// exactly as long as the child. A daemon that starts takes the lock and spawns a child; where the
// lock is held it adopts the child that answers on the socket, or waits until the lock is free.
#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "router/store/child_process.h"
#include "router/store/settings.h"

namespace crosstown {

class EmbeddedRedis {
 public:
  // `settings.directory` is made if missing. Everything runs on `executor`.
  EmbeddedRedis(boost::asio::any_io_executor executor, StoreSettings settings);
  ~EmbeddedRedis();

  // How lanes reach it.
  [[nodiscard]] static StoreSettings reached_by(StoreSettings settings);

  // Looks the journal over and spawns, or adopts; then watches: a child that dies is started again.
  // Ends after stop().
  [[nodiscard]] boost::asio::awaitable<void> run();

  // SIGTERM to the child (Redis then syncs and exits), then waits for its end, `limit` at most.
  [[nodiscard]] boost::asio::awaitable<void> stop(std::chrono::milliseconds limit);

  [[nodiscard]] pid_t pid() const { return child_; }

 private:
  void make_folders() const;
  [[nodiscard]] std::optional<int> take_lock() const;     // the locked descriptor
  [[nodiscard]] std::string write_configuration() const;  // its path; empty: it cannot be written
  [[nodiscard]] boost::asio::awaitable<bool> start(int lock);  // closes it
  // False: Redis must not start on it now.
  [[nodiscard]] boost::asio::awaitable<bool> mend_journal(int lock);
  struct Ended {
    int status = not_started;  // its exit code
    std::string said;          // the beginning of it
  };
  static constexpr int not_started = -1, killed = -2;
  [[nodiscard]] boost::asio::awaitable<Ended> run_to_end(ChildProcess program);
  bool spawn(int lock);
  [[nodiscard]] boost::asio::awaitable<bool> adopt();
  [[nodiscard]] boost::asio::awaitable<void> watch();
  [[nodiscard]] boost::asio::awaitable<void> child_ended();
  int forget_child();  // its status, as waitpid(2) has it
  void terminate_child();

  boost::asio::any_io_executor executor_;
  const StoreSettings settings_;
  const std::filesystem::path directory_;
  pid_t child_ = 0;
  bool own_child_ = false;  // ours to reap; an adopted one is not
  boost::asio::posix::stream_descriptor pidfd_;
  boost::asio::steady_timer pause_;
  bool running_ = false;  // run() has begun and not ended
  bool stopping_ = false;
};

}  // namespace crosstown
