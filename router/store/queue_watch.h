// Watches the queues that may overflow: every second it asks Redis how much waits in each, one call
// a partition, off the messages' way. Each daemon watches for itself.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "router/lane/lane.h"
#include "router/queues/overflow_board.h"

namespace crosstown {

class QueueWatch {
 public:
  static constexpr std::chrono::seconds interval{1};

  // `lanes`, one a partition, live longer. Everything runs on `executor`, which is one thread.
  QueueWatch(boost::asio::any_io_executor executor, std::vector<Lane*> lanes);

  // From any thread.
  void start();
  void watch(std::shared_ptr<OverflowBoard> board);
  void stop();

  // Asks all partitions, and notes what they hold together; on the executor. A partition that does
  // not answer is taken to be as it last was.
  [[nodiscard]] boost::asio::awaitable<void> round();

 private:
  using Loads = std::map<std::string, QueueLoad>;

  boost::asio::awaitable<void> keep_watching();
  boost::asio::awaitable<void> ask(std::size_t partition, const std::vector<std::string>& queues);
  [[nodiscard]] QueueLoad together(const std::string& queue) const;

  const boost::asio::any_io_executor executor_;
  const std::vector<Lane*> lanes_;

  // The executor's thread only, from here.
  std::shared_ptr<OverflowBoard> board_;
  std::vector<Loads> loads_;  // one a partition: what it answered last
  boost::asio::steady_timer timer_;
  bool stopped_ = false;
};

}  // namespace crosstown
