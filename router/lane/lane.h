// A partition's lane: a bounded lock-free queue into one Redis connection. Producers on any I/O
// thread push; the lane, which lives on one of them, takes whatever has gathered and sends it as
// one function call; while that is under way the next batch gathers. No timer is involved. A second
// batch may follow the first before that is answered, once it is worth a call of its own; more than
// two are never under way, and Redis takes them in order (docs/decisions/0002-lane.md).
//
// The line where responsibility passes is in Lane::settle: what Redis answered for a message
// becomes its fate there and nowhere else.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "router/lane/batch_command.h"
#include "router/lane/delivery.h"
#include "router/lane/mpsc_queue.h"
#include "router/message/message.h"
#include "router/store/connection.h"
#include "router/store/metrics.h"
#include "router/store/numbers.h"
#include "router/store/settings.h"

namespace crosstown {

struct LaneSettings {
  StoreSettings store;
  int partition = 0;
  std::size_t capacity = 16384;
  std::size_t max_batch = 128;
  std::size_t overlap = 16;                      // messages that make a second batch worth sending
  std::chrono::milliseconds call_timeout{5000};  // then the connection counts as dead
  std::function<CivilHour(Time)> calendar;       // called on the lane's thread
  std::function<Time()> clock;
};

class Lane {
 public:
  // `threads`: the I/O threads' contexts; the lane lives on number partition mod their count.
  Lane(LaneSettings settings, std::span<boost::asio::io_context* const> threads,
       LaneMetrics& metrics);
  ~Lane();

  // Starts connecting; queues' streams and groups are made on every connection.
  void start(std::vector<std::string> queues);
  // From any thread. The names join those of start().
  void set_queues(std::vector<std::string> queues);
  // From any thread: nothing may be pushed any more; closes the connection.
  void stop();

  // Called on I/O thread `home`; ends there with delivery.fate set. `delivery` must outlive it.
  [[nodiscard]] boost::asio::awaitable<void> keep(Delivery& delivery, int home);

  // Runs one command on the lane's connection; called from any of the I/O threads.
  // Empty: no connection, or it broke.
  [[nodiscard]] boost::asio::awaitable<std::optional<Reply>> command(
      std::vector<std::string> arguments);

  // For health, from any thread.
  [[nodiscard]] bool is_up() const { return up_.load(std::memory_order_relaxed); }
  // Unix ms of the last message that Redis took; 0: none yet.
  [[nodiscard]] std::int64_t last_accepted() const {
    return last_accepted_.load(std::memory_order_relaxed);
  }
  // How long the oldest message in the lane has waited.
  [[nodiscard]] std::chrono::milliseconds oldest_waiting() const;
  // Why the lane is down, for people; empty when it is up.
  [[nodiscard]] std::string trouble() const;

 private:
  // Sent, and not answered yet. `numbers` has one for each delivery; a delivery whose sender was
  // told "not now" meanwhile is null, since the answer comes by position.
  struct Batch {
    std::vector<Delivery*> deliveries;
    std::vector<NumberPool::Fresh> numbers;
    int year = 0;
    std::chrono::steady_clock::time_point sent;
  };

  // lane.cpp: the queue's side
  void wake();
  void pump();
  void drain();
  [[nodiscard]] bool may_send() const;
  void send();
  void on_reply(std::optional<Reply> reply);
  void settle(Batch& batch, std::string_view lines, std::vector<Delivery*>& done);
  void take_back(Batch& batch);
  void complete(std::vector<Delivery*>& done);
  void on_tick();
  void expire(std::chrono::steady_clock::time_point now);
  void note_oldest();
  boost::asio::awaitable<void> tick_loop();

  // lane_link.cpp: the connection's side
  boost::asio::awaitable<void> connect_loop();
  boost::asio::awaitable<std::string> prepare(std::shared_ptr<RedisConnection> connection);
  boost::asio::awaitable<std::string> make_queues(std::shared_ptr<RedisConnection> connection);
  boost::asio::awaitable<void> make_new_queues();
  void on_down(std::string reason);
  void lease_if_needed();
  void set_trouble(std::string text);
  [[nodiscard]] std::string base() const;
  [[nodiscard]] boost::asio::io_context& own() const { return *threads_[own_]; }

  const LaneSettings settings_;
  const std::vector<boost::asio::io_context*> threads_;
  const std::size_t own_;
  LaneMetrics& metrics_;

  MpscQueue<Delivery*> queue_;
  std::atomic<bool> armed_{false};  // a pump is posted

  // The lane's thread only, from here.
  std::deque<Delivery*> backlog_;  // taken from the queue, not sent yet
  std::deque<Batch> under_way_;    // what Redis has
  std::vector<Delivery*>
      returned_;  // what it did not take: goes before the backlog, in its old order
  BatchCommand command_;

  NumberPool numbers_;
  bool leasing_ = false;
  std::vector<std::string> queues_;
  std::shared_ptr<RedisConnection> connection_;
  std::shared_ptr<RedisConnection> preparing_;  // connected, not ready for messages yet
  bool progressed_ = false;                     // this connection has answered a batch
  boost::asio::steady_timer tick_;
  boost::asio::steady_timer retry_;
  std::chrono::steady_clock::time_point hold_until_{};  // after an error that waiting may cure
  bool stopped_ = false;

  std::atomic<bool> up_{false};
  std::atomic<std::int64_t> last_accepted_{0};
  std::atomic<std::int64_t> oldest_since_{0};   // steady ms of the batch under way; 0: none
  std::shared_ptr<const std::string> trouble_;  // by std::atomic_load / std::atomic_store
};

}  // namespace crosstown
