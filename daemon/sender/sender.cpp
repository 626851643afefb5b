#include "daemon/sender/sender.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "router/message/uuid.h"
#include "router/task.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds usual_look =
    500ms;  // what other daemons queued is found by then
constexpr std::chrono::milliseconds look_without_redis = 1s;
constexpr auto measured_every = 5s;
constexpr std::size_t taken_at_once = 32;

}  // namespace

Sender::Sender(asio::any_io_executor executor, Outbox& outbox, http::HttpClient& client,
               const CityHolder& city, ReplyMetrics& metrics, Carrier::Timing timing)
    : executor_(std::move(executor)),
      outbox_(outbox),
      client_(client),
      city_(city),
      metrics_(metrics),
      holder_(uuid_v7(now())),
      carrier_(executor_, outbox, client, city, metrics, timing) {
  for (int i = 0; i < outbox_.partitions(); ++i) {
    partitions_.push_back(std::make_unique<Partition>(executor_));
    partitions_.back()->number = i;
  }
}

void Sender::start() {
  for (const auto& partition : partitions_)
    asio::co_spawn(executor_, run(*partition), vital_task("sender"));
}

void Sender::wake() {
  asio::post(executor_, [this] {
    for (const auto& partition : partitions_) {
      partition->woken = true;
      partition->timer.cancel();
    }
  });
}

asio::awaitable<void> Sender::run(Partition& partition) {
  while (!stopped_) {
    const bool held = co_await hold(partition);
    if (!held) continue;  // it has waited
    const auto pause = co_await look(partition);
    co_await measure(partition);
    co_await wait(partition, pause);
  }
  partition.ended = true;
}

// The lease is prolonged in good time. False: it is another's, or Redis is away.
asio::awaitable<bool> Sender::hold(Partition& partition) {
  if (partition.epoch != 0 && Clock::now() - partition.renewed < lease_time / 3) co_return true;
  const auto began = Clock::now();
  const auto lease = co_await outbox_.hold(partition.number, holder_, lease_time);
  if (lease.epoch == 0) {
    lose(partition);
    const auto again = lease.others > 0ms ? lease.others + 50ms : look_without_redis;
    co_await wait(partition, std::min(again, lease_time));
    co_return false;
  }
  partition.renewed = began;
  if (std::exchange(partition.epoch, lease.epoch) != lease.epoch) {
    SPDLOG_INFO("event=sender_lease partition={} epoch={}", partition.number, lease.epoch);
    metrics_.set_lease(partition.number, true);
    co_await adopt(partition);
  }
  co_return true;
}

void Sender::lose(Partition& partition) {
  if (std::exchange(partition.epoch, 0) != 0)
    SPDLOG_WARN("event=sender_lease_lost partition={}", partition.number);
  metrics_.set_lease(partition.number, false);
}

// What this daemon still has under way itself is in good hands, whatever epoch it was taken under.
asio::awaitable<void> Sender::adopt(Partition& partition) {
  auto adopting = outbox_.adopt(partition.number, partition.epoch, 10'000);
  Outbox::Taken orphans = co_await std::move(adopting);
  if (orphans.state != Outbox::Taken::State::taken) lose(partition);
  for (TakenReply& reply : orphans.replies) {
    if (carrier_.carries(reply.id)) continue;
    asio::co_spawn(executor_, carrier_.resolve(std::move(reply)), task("resolve-reply"));
  }
}

std::vector<Outbox::ChannelPace> Sender::paces() const {
  std::vector<Outbox::ChannelPace> paces;
  const auto city = city_.get();
  for (const auto& [name, channel] : city->channels) {
    const auto* writer = channel.writer();
    if (!writer || !writer->can_reply()) continue;
    const ReplySettings& settings = writer->reply_settings();
    paces.push_back({name, settings.interval, settings.burst, carrier_.paused_until(name)});
  }
  return paces;
}

// Takes what may go now. How long until the next look.
asio::awaitable<std::chrono::milliseconds> Sender::look(Partition& partition) {
  const std::size_t busy = carrier_.under_way();
  if (busy >= most_under_way) co_return usual_look;  // the end of one wakes
  const std::size_t room = std::min(taken_at_once, most_under_way - busy);
  auto taking = outbox_.take(partition.number, partition.epoch, room, paces());
  const auto began = Clock::now();
  Outbox::Taken taken = co_await std::move(taking);
  if (taken.state == Outbox::Taken::State::lost) lose(partition);
  if (taken.state == Outbox::Taken::State::unavailable) co_return look_without_redis;
  for (const TakenReply& reply : taken.opted_out) metrics_.count(reply.channel, "opted_out");
  const bool more = taken.replies.size() == room;
  for (TakenReply& reply : taken.replies)
    asio::co_spawn(executor_, carry(std::move(reply), began), task("carry-reply"));
  if (more) co_return 0ms;
  co_return std::min(taken.next.value_or(usual_look), usual_look);
}

asio::awaitable<void> Sender::carry(TakenReply reply, Clock::time_point taken) {
  auto carrying = carrier_.carry(std::move(reply), taken);
  co_await std::move(carrying);
  wake();  // the resident's next reply may go
}

asio::awaitable<void> Sender::measure(Partition& partition) {
  if (Clock::now() - partition.measured < measured_every) co_return;
  partition.measured = Clock::now();
  const auto depth = co_await outbox_.depth(partition.number);
  if (depth) metrics_.set_depth(partition.number, *depth);
}

asio::awaitable<void> Sender::wait(Partition& partition, std::chrono::milliseconds time) {
  if (!partition.woken && !stopped_) {
    partition.timer.expires_after(time);
    co_await partition.timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  partition.woken = false;
}

asio::awaitable<void> Sender::stop(std::chrono::milliseconds limit) {
  stopped_ = true;
  carrier_.stop();
  for (const auto& partition : partitions_) partition->timer.cancel();
  const auto end = Clock::now() + limit;
  asio::steady_timer tick(executor_);
  const auto busy = [this] {
    return carrier_.under_way() > 0 ||
           std::any_of(partitions_.begin(), partitions_.end(),
                       [](const auto& partition) { return !partition->ended; });
  };
  bool cut = false;
  while (busy()) {
    if (!cut && Clock::now() >= end) {
      client_.stop();
      cut = true;
    }
    if (Clock::now() >= end + 2s) break;
    tick.expires_after(10ms);
    co_await tick.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  client_.stop();
  for (const auto& partition : partitions_) {
    if (partition->epoch != 0) co_await outbox_.let_go(partition->number, holder_);
  }
}

}  // namespace crosstown
