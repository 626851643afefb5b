// The store as the rest of the daemon sees it: keep a message, ask for a request's status. Behind
// it a lane and a connection for each partition, the spool for when Redis is away, and the embedded
// server where the city has no Redis.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "router/lane/lane.h"
#include "router/outbox/outbox.h"
#include "router/store/auditor.h"
#include "router/store/caretaker.h"
#include "router/store/dead_letters.h"
#include "router/store/embedded.h"
#include "router/store/self_served.h"
#include "router/store/settings.h"

namespace crosstown {

struct RequestRecord {
  std::string tracking;
  std::string status;  // received, taken, in-progress, closed
  std::string queue;
  std::string type;
  std::string priority;
  std::string channel;
  Time opened{};
};

struct StoreHealth {
  bool up = false;      // every partition's Redis answers
  bool ready = false;   // a message can be kept now, in Redis or in the spool
  std::string trouble;  // of the first that does not, or that would not take a batch; for people
  std::vector<std::string> warnings;  // what of Redis' settings would lose messages
  Time last_accepted{};               // epoch: none yet
  std::chrono::milliseconds oldest_waiting{0};
  SpoolUsage spool;
  std::uint32_t spool_numbers = 0;  // left in the partition that has least
};

class Store {
 public:
  struct Options {
    std::size_t lane_capacity = 16384;
    std::function<CivilHour(Time)> calendar;
    std::function<Time()> clock;
    // Of messages that come out of the spool; on a thread of the store.
    std::function<void(std::string_view channel, Fate fate)> on_drained;
  };

  // `threads` run and outlive the store.
  Store(StoreSettings settings, std::span<boost::asio::io_context* const> threads,
        prometheus::Registry& registry, Options options);
  ~Store();

  void start(const std::vector<QueueSettings>& queues);
  void set_queues(const std::vector<QueueSettings>& queues);

  // Closes the connections and stops an embedded server, which syncs first. Call it from a thread
  // of the store, when no keep() is under way.
  [[nodiscard]] boost::asio::awaitable<void> stop(std::chrono::milliseconds limit);

  [[nodiscard]] int partitions() const { return settings_.partitions; }

  // On I/O thread `home`; returns there with delivery.fate set.
  [[nodiscard]] boost::asio::awaitable<void> keep(int partition, Delivery& delivery, int home);

  struct Lookup {
    bool answered = false;  // false: Redis is away, and the spool does not know it
    std::optional<RequestRecord> record;
  };
  // `tracking` in canonical form.
  [[nodiscard]] boost::asio::awaitable<Lookup> request(std::string tracking);

  // Notes for ever that a resident wants (no) further texts; false: Redis is away, and nothing is
  // noted. May be repeated. `conversation`: Identity's.
  [[nodiscard]] boost::asio::awaitable<bool> set_opt_out(int partition, std::string conversation,
                                                         bool opted_out);

  // Whether any partition holds undelivered or unacknowledged entries of a queue; empty: unknown.
  // What is done, and waits for its retention to end, is no work.
  [[nodiscard]] boost::asio::awaitable<std::optional<bool>> queue_has_work(std::string queue);

  [[nodiscard]] StoreHealth health() const;

  [[nodiscard]] Caretaker& caretaker() { return *caretaker_; }
  [[nodiscard]] DeadLetters& dead_letters() { return *dead_letters_; }
  [[nodiscard]] Auditor& auditor() { return *auditor_; }
  [[nodiscard]] Outbox& outbox() { return *outbox_; }

  // One message that was answered without being stored, for the books; from any thread. `time`: its
  // own.
  void count_self_served(std::string_view channel, Time time) {
    self_served_->count(channel, time);
  }

 private:
  [[nodiscard]] std::optional<RequestRecord> in_spool(int partition, const std::string& tracking);

  const StoreSettings settings_;
  std::unique_ptr<EmbeddedRedis> embedded_;
  boost::asio::io_context& first_;
  std::unique_ptr<Spool> spool_;
  std::vector<std::unique_ptr<LaneMetrics>> metrics_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::unique_ptr<Caretaker> caretaker_;
  std::unique_ptr<DeadLetters> dead_letters_;
  std::unique_ptr<SelfServedCounts> self_served_;
  std::unique_ptr<Auditor> auditor_;
  std::unique_ptr<Outbox> outbox_;
};

}  // namespace crosstown
