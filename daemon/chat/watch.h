// Asks Redis whose logs have grown, whoever wrote into them, and wakes their lines; and has the key
// that sessions are signed with. Until there is a key nobody is greeted.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "channels/chat/token.h"
#include "daemon/chat/hall.h"
#include "router/store/chat_log.h"

namespace crosstown::chat {

class Watch {
 public:
  // How late a reply is told at most, which another daemon or a worker wrote.
  static constexpr std::chrono::milliseconds every{200};

  // `halls` live longer; its own thread is the first one's.
  Watch(ChatLog& log, std::vector<Hall*> halls);

  void start();
  // From any thread.
  void stop();

  // From any thread; null: Redis has not answered yet.
  [[nodiscard]] std::shared_ptr<const TokenMaker> tokens() const {
    return tokens_.load(std::memory_order_acquire);
  }

 private:
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<bool> begin();
  boost::asio::awaitable<void> look(int partition);
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  [[nodiscard]] bool anybody() const;

  ChatLog& log_;
  const std::vector<Hall*> halls_;
  boost::asio::steady_timer timer_;
  std::vector<std::string> after_;  // of each partition, up to where it was read
  std::vector<bool> missed_;        // of each: something may have passed unseen
  bool stopped_ = false;            // on its own thread
  std::atomic<std::shared_ptr<const TokenMaker>> tokens_;
};

}  // namespace crosstown::chat
