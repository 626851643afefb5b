// One reply's way to its provider: the adapter composes the call, the client makes it, the verdict
// is settled in Redis. What may have been taken without our knowing is found out, never repeated
// blindly.
//
// The line where responsibility passes: `sending` is in Redis before the call (Outbox::take), and
// stays until the verdict is. On one thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <variant>

#include "channels/outbound.h"
#include "daemon/city.h"
#include "daemon/http/outgoing/http_client.h"
#include "daemon/sender/reply_metrics.h"
#include "daemon/sender/verdict.h"
#include "router/outbox/outbox.h"

namespace crosstown {

class Carrier {
 public:
  struct Timing {
    // Beyond it a taken reply is not sent: a daemon that slept may not be the one that sends any
    // more.
    std::chrono::milliseconds stale{5000};
    std::chrono::milliseconds call{30'000};  // the client's bound
    std::chrono::milliseconds lag{5000};     // until a provider's list shows what it took
    std::chrono::milliseconds look_up_for{600'000};
    // Not to be there is believed only when no attempt can still be under way.
    [[nodiscard]] std::chrono::milliseconds sure_after() const { return stale + call + lag; }
  };

  // All live longer.
  Carrier(boost::asio::any_io_executor executor, Outbox& outbox, http::HttpClient& client,
          const CityHolder& city, ReplyMetrics& metrics, Timing timing)
      : executor_(std::move(executor)),
        outbox_(outbox),
        client_(client),
        city_(city),
        metrics_(metrics),
        timing_(timing) {}

  // A reply that was taken just now.
  [[nodiscard]] boost::asio::awaitable<void> carry(TakenReply reply,
                                                   std::chrono::steady_clock::time_point taken);
  // One that an earlier holder of the lease took.
  [[nodiscard]] boost::asio::awaitable<void> resolve(TakenReply reply);

  [[nodiscard]] std::size_t under_way() const { return under_way_->size(); }
  [[nodiscard]] bool carries(const std::string& id) const { return under_way_->contains(id); }
  // Until when nothing of a channel may go; the epoch: it may.
  [[nodiscard]] Time paused_until(const std::string& channel) const;
  // What is being found out is left to the next holder.
  void stop();

 private:
  struct Writer {
    std::shared_ptr<const City> city;  // keeps it
    const ReplyWriter* writer = nullptr;
    std::string hook_url;
  };
  using Called = std::variant<http::OutgoingAnswer, http::CallFailure>;

  [[nodiscard]] Writer writer_of(const std::string& channel) const;
  [[nodiscard]] static OutgoingText text_of(const TakenReply& reply, const Writer& writer);
  boost::asio::awaitable<bool> is_wanted(const TakenReply& reply);
  boost::asio::awaitable<Called> call(ProviderCall composed);
  boost::asio::awaitable<void> send(const TakenReply& reply);
  boost::asio::awaitable<Verdict> write_log(const TakenReply& reply);
  boost::asio::awaitable<void> apply(const TakenReply& reply, Verdict verdict);
  boost::asio::awaitable<void> find_out(const TakenReply& reply, std::string reason);
  boost::asio::awaitable<LookUpOutcome> look_up(const TakenReply& reply, const Writer& writer);
  boost::asio::awaitable<Outbox::Settled> settle(const TakenReply& reply, const Verdict& verdict);
  boost::asio::awaitable<Outbox::Settled> settle_once(const TakenReply& reply,
                                                      const Verdict& verdict);
  void note(const TakenReply& reply, const Verdict& verdict);
  void pause_channel(const std::string& channel, std::chrono::milliseconds time,
                     const std::string& reason);
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  [[nodiscard]] double luck() { return std::uniform_real_distribution<double>()(random_); }

  const boost::asio::any_io_executor executor_;
  Outbox& outbox_;
  http::HttpClient& client_;
  const CityHolder& city_;
  ReplyMetrics& metrics_;
  const Timing timing_;
  // Shared with the coroutines, which may be taken down behind this.
  const std::shared_ptr<std::set<std::string>> under_way_ =
      std::make_shared<std::set<std::string>>();
  std::set<boost::asio::steady_timer*> pauses_;
  std::map<std::string, Time> paused_;
  std::minstd_rand random_{std::random_device{}()};
  bool stopped_ = false;
};

}  // namespace crosstown
