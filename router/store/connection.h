// One life of a connection to Redis: commands are pipelined, replies come back in order. When it
// breaks, every command without a reply ends with its outcome unknown. Everything runs on the
// executor (one thread) it was made with.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "router/store/resp.h"
#include "router/store/transport.h"

namespace crosstown {

class RedisConnection : public std::enable_shared_from_this<RedisConnection> {
 public:
  // Empty: the connection broke before the reply came; whether Redis did it is not known.
  using Callback = std::function<void(std::optional<Reply>)>;

  RedisConnection(boost::asio::any_io_executor executor, std::unique_ptr<Transport> transport);

  // Starts reading. `on_down` is called once, after every callback, with what went wrong.
  void start(std::function<void(std::string)> on_down);

  // Sends one formatted command (append_command). The callback is never called from inside.
  void send(std::string_view command, Callback callback);

  // The same for a coroutine on this executor.
  [[nodiscard]] boost::asio::awaitable<std::optional<Reply>> call(
      std::vector<std::string> arguments);

  void close(std::string reason);

  [[nodiscard]] bool is_up() const { return up_; }
  [[nodiscard]] std::size_t pending() const { return pending_.size(); }
  // When the oldest command without a reply was sent.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> oldest() const;

 private:
  struct Pending {
    std::chrono::steady_clock::time_point since;
    Callback callback;
  };

  boost::asio::awaitable<void> read_loop(std::shared_ptr<RedisConnection> self);
  boost::asio::awaitable<void> write_loop(std::shared_ptr<RedisConnection> self);
  void deliver_replies();
  void fail(std::string reason);

  boost::asio::any_io_executor executor_;
  std::unique_ptr<Transport> transport_;
  ReplyReader replies_;
  std::deque<Pending> pending_;
  std::string unsent_;   // waits for the socket
  std::string sending_;  // what the write loop is at
  bool writing_ = false;
  bool up_ = false;
  std::function<void(std::string)> on_down_;
};

}  // namespace crosstown
