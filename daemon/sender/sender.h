// The sender of a partition's replies, of which one daemon has the lease at a time: it takes what
// may go, a little at a time, and has it carried. All on one thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "daemon/city.h"
#include "daemon/http/outgoing/http_client.h"
#include "daemon/sender/carrier.h"
#include "daemon/sender/reply_metrics.h"
#include "router/outbox/outbox.h"

namespace crosstown {

class Sender {
 public:
  // Replies that one daemon has with providers at once, of all partitions.
  static constexpr std::size_t most_under_way = 64;
  static constexpr std::chrono::milliseconds lease_time{10'000};

  // All live longer; `executor` is the client's and the relay's.
  Sender(boost::asio::any_io_executor executor, Outbox& outbox, Carrier::Ways ways,
         const CityHolder& city, ReplyMetrics& metrics, Carrier::Timing timing);

  // From any thread.
  void start();
  // Something was queued, or a reload changed the channels: worth a look at once.
  void wake();
  // Takes nothing more, gives calls under way so long to end, and lets go of the leases. On the
  // executor.
  [[nodiscard]] boost::asio::awaitable<void> stop(std::chrono::milliseconds limit);

 private:
  using Clock = std::chrono::steady_clock;
  struct Partition {
    explicit Partition(const boost::asio::any_io_executor& executor) : timer(executor) {}
    int number = 0;
    std::int64_t epoch = 0;  // 0: another's
    Clock::time_point renewed{};
    Clock::time_point measured{};
    boost::asio::steady_timer timer;
    bool woken = false;
    bool ended = false;
  };

  boost::asio::awaitable<void> run(Partition& partition);
  boost::asio::awaitable<bool> hold(Partition& partition);
  boost::asio::awaitable<std::chrono::milliseconds> look(Partition& partition);
  boost::asio::awaitable<void> adopt(Partition& partition);
  boost::asio::awaitable<void> measure(Partition& partition);
  boost::asio::awaitable<void> wait(Partition& partition, std::chrono::milliseconds time);
  boost::asio::awaitable<void> carry(TakenReply reply, Clock::time_point taken);
  [[nodiscard]] std::vector<Outbox::ChannelPace> paces() const;
  void lose(Partition& partition);

  const boost::asio::any_io_executor executor_;
  Outbox& outbox_;
  const Carrier::Ways ways_;
  const CityHolder& city_;
  ReplyMetrics& metrics_;
  const std::string holder_;
  Carrier carrier_;
  std::vector<std::unique_ptr<Partition>> partitions_;
  bool stopped_ = false;
};

}  // namespace crosstown
