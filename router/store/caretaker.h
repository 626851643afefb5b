// The caretaker of the queues: every few seconds it gives back what workers left lying, ends leases
// that are over, buries what nobody finishes, and moves what is done into the threads (care.lua).
// Each daemon has one; none is special, since each call does whatever is due by then and another
// finds nothing left to do.
//
// It works in steps of at most `step_limit` entries, so that messages wait for one step at most,
// and rests between two for three times as long as the first took: they have three quarters of
// Redis' time.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/registry.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "router/lane/lane.h"
#include "router/store/settings.h"

namespace crosstown {

class Caretaker {
 public:
  static constexpr int step_limit = 100;

  // `lanes`, one a partition, live longer. Everything runs on `executor`, which is one thread.
  Caretaker(boost::asio::any_io_executor executor, std::vector<Lane*> lanes,
            prometheus::Registry& registry);

  // From any thread.
  void start(std::vector<QueueSettings> queues);
  void set_queues(std::vector<QueueSettings> queues);
  void stop();

  // All that is due in one partition, now; on the executor. Ends early when its Redis does not
  // answer: the next round goes on.
  [[nodiscard]] boost::asio::awaitable<void> round(std::size_t partition);

  // How long to wait between two rounds: a quarter of the shortest lease, 1 s to 30 s.
  [[nodiscard]] static std::chrono::milliseconds interval(const std::vector<QueueSettings>& queues);

 private:
  struct Stream {
    Lane& lane;
    std::size_t partition;
    const QueueSettings& queue;
    const char* priority;
  };
  // Where the next step begins; empty: there is none. No value: Redis did not answer, or refused.
  using Next = std::optional<std::string>;
  using Step = boost::asio::awaitable<Next> (Caretaker::*)(Stream, std::string after);

  boost::asio::awaitable<void> look_after(std::size_t partition);
  boost::asio::awaitable<bool> walk(Stream stream, Step step);
  boost::asio::awaitable<bool> walk_all(std::size_t partition, Step step);
  boost::asio::awaitable<Next> give_back(Stream stream, std::string after);
  boost::asio::awaitable<Next> trim(Stream stream, std::string after);
  void note_dead(const Stream& stream, const Reply& reply);
  boost::asio::awaitable<bool> end_leases(std::size_t partition);

  const boost::asio::any_io_executor executor_;
  const std::vector<Lane*> lanes_;
  prometheus::Family<prometheus::Counter>& returned_;
  prometheus::Family<prometheus::Counter>& dead_;
  prometheus::Family<prometheus::Counter>& trimmed_;
  prometheus::Counter& leases_ended_;

  // The executor's thread only, from here.
  std::vector<QueueSettings> queues_;
  std::vector<boost::asio::steady_timer> timers_;  // one a partition
  std::minstd_rand jitter_{std::random_device{}()};
  bool stopped_ = false;
};

}  // namespace crosstown
