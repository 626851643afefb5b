// How many messages the daemon answered by itself: written to Redis every second, so that an audit
// knows of them as of those that are stored.
//
// A daemon writes what it has counted in an hour as a whole, under a name of its own, so writing
// twice is writing once. What a crash can take is what was counted since the last write: a second's
// worth, or all since Redis went away.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "router/lane/lane.h"

namespace crosstown {

class SelfServedCounts {
 public:
  // `lane`: partition 0's; lives longer. Writing happens on `executor`, which is one thread.
  SelfServedCounts(boost::asio::any_io_executor executor, Lane& lane,
                   std::function<CivilHour(Time)> calendar);

  // From any thread. `time`: the message's own.
  void count(std::string_view channel, Time time);

  void start();
  void stop();  // from any thread
  // Writes what is not written yet; on the executor.
  [[nodiscard]] boost::asio::awaitable<void> write();

 private:
  struct Count {
    std::string day;
    std::string hour;
    std::string channel;
    auto operator<=>(const Count&) const = default;
  };
  struct Total {
    std::uint64_t counted = 0;
    std::uint64_t written = 0;
  };

  boost::asio::awaitable<void> keep_writing();
  std::map<Count, std::uint64_t> unwritten();
  void note_written(const Count& count, std::uint64_t total);

  const boost::asio::any_io_executor executor_;
  Lane& lane_;
  const std::function<CivilHour(Time)> calendar_;
  const std::string daemon_;  // this run of it
  boost::asio::steady_timer timer_;
  bool stopped_ = false;  // the executor's thread only

  std::mutex mutex_;
  std::map<Count, Total> totals_;  // of two days at most
};

}  // namespace crosstown
