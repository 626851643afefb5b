// A partition's lane: a bounded lock-free queue into one Redis connection. Producers on any I/O
// thread push; the lane, which lives on one of them, takes whatever has gathered and sends it as
// one function call; while that is under way the next batch gathers. No timer is involved. A second
// batch may follow the first before that is answered, once it is worth a call of its own; more than
// two are never under way, and Redis takes them in order (docs/decisions/0002-lane.md).
//
// While Redis does not answer within `patience`, or faster than messages come, the spool takes what
// waits here and what comes; and once a resident has something there, everything of theirs goes
// that way until Redis has it all, in order (lane_spool.cpp).
//
// The line where responsibility passes is in Lane::settle: what Redis answered for a message
// becomes its fate there and nowhere else, but for the spool's in Lane::on_diverted.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "router/lane/batch_command.h"
#include "router/lane/delivery.h"
#include "router/lane/mpsc_queue.h"
#include "router/message/message.h"
#include "router/spool/spool.h"
#include "router/store/connection.h"
#include "router/store/metrics.h"
#include "router/store/numbers.h"
#include "router/store/redis_finder.h"
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
  Spool* spool = nullptr;                        // outlives the lane; null: there is none
  // Shared by a store's lanes: partition 0 has found their number right.
  std::shared_ptr<std::atomic<bool>> partitions_agreed;
  // What became of a message that came out of the spool; called on the lane's thread.
  std::function<void(std::string_view channel, Fate fate)> on_drained;
  // A message has gone into that queue, or to whoever holds its request; on the lane's thread.
  std::function<void(const std::string& queue)> on_stored;
  std::function<Time()> clock;
};

// How long the pace of messages is remembered: what an outage's reserve of numbers is for.
inline constexpr std::chrono::duration<double> memory_of_pace{600};

class Lane {
 public:
  // `threads`: the I/O threads' contexts; the lane lives on number partition mod their count.
  Lane(LaneSettings settings, std::span<boost::asio::io_context* const> threads,
       LaneMetrics& metrics);
  ~Lane();

  // Starts connecting; queues' streams and groups are made on every connection.
  void start(std::vector<std::string> queues);
  // From any thread: those of a new configuration. The streams of all there ever were are kept.
  void set_queues(std::vector<std::string> queues);
  // From any thread: nothing may be pushed any more; closes the connection.
  void stop();

  // Called on I/O thread `home`; ends there with delivery.fate set. `delivery` must outlive it.
  [[nodiscard]] boost::asio::awaitable<void> keep(Delivery& delivery, int home);

  // Runs one command on the lane's connection; called from any of the I/O threads.
  // Empty: no connection, or it broke.
  [[nodiscard]] boost::asio::awaitable<std::optional<Reply>> command(
      std::vector<std::string> arguments);

  // What the keys of its partition begin with: "ct:{0}:".
  [[nodiscard]] std::string base() const;

  // For health, from any thread.
  [[nodiscard]] bool is_up() const { return up_.load(std::memory_order_relaxed); }
  // Unix ms of the last message that Redis took; 0: none yet.
  [[nodiscard]] std::int64_t last_accepted() const {
    return last_accepted_.load(std::memory_order_relaxed);
  }
  // How long the oldest message in the lane has waited.
  [[nodiscard]] std::chrono::milliseconds oldest_waiting() const;
  // Why the lane is down, or Redis would not take the last batch; for people. Empty: all is well.
  [[nodiscard]] std::string trouble() const;
  // What of its Redis' settings would lose messages, for people, with the remedy.
  [[nodiscard]] std::vector<std::string> warnings() const;
  // A message can be kept now: Redis answers, or the spool takes it.
  [[nodiscard]] bool is_ready() const;

 private:
  // Sent, and not answered yet. `numbers` has one for each delivery; a delivery whose sender was
  // told "not now" meanwhile is null, since the answer comes by position.
  struct Batch {
    std::vector<SpoolEntry> drained;  // owns the deliveries of a batch that the spool gave back
    std::vector<Delivery*> deliveries;
    std::vector<NumberPool::Fresh> numbers;
    int year = 0;
    std::uint64_t first_turn = 0;
    std::chrono::steady_clock::time_point sent;
    std::optional<Reply> accepted;  // while replicas are waited for
  };

  struct Block {  // of leased numbers
    int year = -1;
    std::uint32_t first = 0, size = 0;
  };
  struct Drained {
    std::string channel;
    Fate fate;
  };

  // lane.cpp: the queue's side
  boost::asio::awaitable<void> push(Delivery& delivery);
  void wake();
  void pump();
  void drain();
  [[nodiscard]] std::size_t sendable();
  [[nodiscard]] std::size_t of_one_hour(std::size_t count) const;
  void send(std::size_t count);
  void send_batch(Batch batch, std::string_view command);
  void on_replicas(std::optional<Reply> count);
  void on_reply(std::optional<Reply> reply, bool unknown = false);
  [[nodiscard]] std::chrono::milliseconds call_timeout() const;
  void settle(Batch& batch, std::string_view lines, std::vector<Delivery*>& done);
  void take_back(Batch& batch, bool unknown);
  void complete(std::vector<Delivery*>& done);
  void on_tick();
  void expire(std::chrono::steady_clock::time_point now);
  void note_oldest();
  boost::asio::awaitable<void> tick_loop();

  // lane_spool.cpp: the way round Redis, and back
  [[nodiscard]] bool spool_works() const;
  [[nodiscard]] bool spool_takes_new() const;
  [[nodiscard]] bool follows_into_spool(const Delivery& delivery) const;
  void flush_behind_spool();
  [[nodiscard]] bool waited_too_long(std::chrono::steady_clock::time_point now) const;
  void stall();
  void divert(std::vector<Delivery*> deliveries);
  void on_diverted(std::vector<Delivery*> deliveries, const std::string& error);
  void put_back(const std::vector<Delivery*>& deliveries);
  void end_stall();
  [[nodiscard]] bool nothing_to_try_with() const;
  void bring_back();
  void rest(std::chrono::steady_clock::duration time);
  [[nodiscard]] bool may_bring_back() const;
  void on_page(SpoolFile::Page page);
  void send_drained(std::vector<SpoolEntry> entries);
  void settle_drained(Batch& batch, std::string_view lines);
  void on_removed(std::chrono::steady_clock::time_point began, const std::vector<Drained>& drained,
                  const std::string& error);
  void on_refused(const SpoolEntry& entry, std::string_view error,
                  std::vector<Spool::Settled>& settled);

  // lane_link.cpp: the connection's side
  boost::asio::awaitable<void> connect_loop();
  boost::asio::awaitable<std::string> prepare(std::shared_ptr<RedisConnection> connection);
  boost::asio::awaitable<std::string> check_server(std::shared_ptr<RedisConnection> connection);
  boost::asio::awaitable<std::string> claim_partitions(std::shared_ptr<RedisConnection> connection);
  boost::asio::awaitable<void> watch_server();
  [[nodiscard]] bool follows_failovers() const;
  boost::asio::awaitable<std::string> load_libraries(std::shared_ptr<RedisConnection> connection);
  boost::asio::awaitable<std::string> make_queues(std::shared_ptr<RedisConnection> connection);
  boost::asio::awaitable<void> make_new_queues();
  void on_down(std::string reason);
  void lease_if_needed();
  void lease(Spool::For whom, int year, std::uint32_t size);
  void on_leased(Spool::For whom, Block block);
  void note(Spool::For whom, Block block);
  void on_noted(Spool::For whom, Block block, const std::string& error);
  [[nodiscard]] std::uint32_t jump_over_forgotten() const;
  [[nodiscard]] bool waits_for_note() const;
  bool use_unnoted();
  void go_on_with_numbers();
  [[nodiscard]] std::uint32_t floor(int year) const;
  [[nodiscard]] std::uint32_t reserve_wanted(int year) const;
  void set_trouble(std::string text);
  void set_warnings(std::vector<std::string> warnings);
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
  std::vector<std::string_view> conversations_;  // of the batch under way; while sendable() looks

  NumberPool numbers_;
  bool leasing_ = false;
  bool reserving_ = false;
  std::deque<Block> unnoted_;           // the lane's, of whose lease the disk does not know yet
  std::optional<Block> unnoted_spool_;  // the spool's
  int highest_year_ = -1;
  std::uint32_t highest_ = 0;  // ever leased here in that year, noted or not
  std::chrono::steady_clock::time_point note_again_{}, reserve_again_{};
  double taken_ = 0;  // messages, the older the less they count: what ten minutes bring
  std::vector<std::string> queues_;      // all since the start: messages under way know old ones
  std::vector<std::string> configured_;  // those of now
  RedisFinder finder_;
  RedisNode at_;         // where connection_ leads to, if by TCP
  std::string history_;  // of the server, where it may forget its last moments; see library.lua
  std::shared_ptr<RedisConnection> connection_;
  std::shared_ptr<RedisConnection> preparing_;  // connected, not ready for messages yet
  bool progressed_ = false;                     // this connection has answered a batch
  bool in_trouble_ = false;                     // trouble_ says something
  boost::asio::steady_timer tick_;
  boost::asio::steady_timer retry_;
  std::chrono::steady_clock::time_point hold_until_{};  // after an error that waiting may cure
  bool stopped_ = false;

  // The spool's side.
  std::uint64_t turn_ = 0;     // of the newest delivery taken from the queue
  std::uint64_t barrier_ = 0;  // what came up to here must be settled before the spool's messages
  std::deque<Delivery*> behind_spool_;  // follow what is there; wait while its disk fails
  std::size_t diverting_ = 0;           // handed over, not on disk yet
  std::unordered_multiset<std::string> diverting_keys_;  // their conversations and ids
  std::atomic<bool> stalled_{false};  // Redis had its time: what comes goes to the spool at once
  bool bringing_back_ = false;
  std::chrono::steady_clock::time_point spool_again_{};  // after its disk failed
  std::chrono::steady_clock::time_point bring_again_{};  // live messages go first
  std::set<std::uint64_t> taken_places_;                 // whose told number another request has
  std::size_t page_ = 0;  // how many are brought back at once; 0: max_batch
  std::unordered_map<std::uint64_t, int> refused_;  // place → how often Redis would not store it

  std::atomic<bool> up_{false};
  std::atomic<std::int64_t> last_accepted_{0};
  std::atomic<std::int64_t> oldest_since_{0};  // steady ms of what waits longest; 0: nothing does
  // By std::atomic_load and std::atomic_store:
  std::shared_ptr<const std::string> trouble_;
  std::shared_ptr<const std::vector<std::string>> warnings_;
};

}  // namespace crosstown
