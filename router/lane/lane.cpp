// The queue's side of a lane: gather, send, settle. The connection's side is lane_link.cpp.
#include "router/lane/lane.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>


namespace crosstown {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds tick_every{50};

std::int64_t milliseconds_of(Clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::string_view next_line(std::string_view& lines) {
  const std::size_t end = lines.find('\n');
  const std::string_view line = lines.substr(0, end);
  lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  return line;
}

Fate fate_of(char letter) {
  switch (letter) {
    case 'n': return Fate::new_request;
    case 'f': return Fate::follow_up;
    case 'd': return Fate::duplicate;
    default: return Fate::failed;
  }
}

// An error that may pass by itself (Redis is loading, full, being failed over …): the batch is kept
// and sent again until its messages' time is up.
bool may_pass(std::string_view error) {
  for (std::string_view word : {"LOADING", "BUSY", "OOM", "MISCONF", "READONLY", "MASTERDOWN", "NOREPLICAS",
                                "CLUSTERDOWN", "TRYAGAIN"}) {
    if (error.starts_with(word)) return true;
  }
  return false;
}

void wake_waiting(Delivery* delivery) {
  auto resume = std::move(*delivery->resume);  // the delivery may be gone once it runs
  std::move(resume)();
}

}  // namespace

Lane::Lane(LaneSettings settings, std::span<asio::io_context* const> threads, LaneMetrics& metrics)
    : settings_(std::move(settings)),
      threads_(threads.begin(), threads.end()),
      own_(static_cast<std::size_t>(settings_.partition) % threads.size()),
      metrics_(metrics),
      queue_(settings_.capacity),
      by_home_(threads.size()),
      numbers_(settings_.partition, settings_.store.partitions),
      tick_(own()),
      retry_(own()) {}

Lane::~Lane() = default;

asio::awaitable<void> Lane::keep(Delivery& delivery, int home) {
  delivery.home = home;
  // A named type: GCC 12 destroys a lambda inside a co_await expression twice.
  struct Initiation {
    Lane* lane;
    Delivery* delivery;
    void operator()(Delivery::Handler handler) const {
      delivery->resume.emplace(std::move(handler));
      Delivery* item = delivery;
      if (lane->queue_.try_push(item)) {
        lane->metrics_.pushed.Increment();
        lane->wake();
        return;
      }
      lane->metrics_.full.Increment();
      delivery->fate = Fate::overloaded;
      asio::post(*lane->threads_[static_cast<std::size_t>(delivery->home)],
                 [item] { wake_waiting(item); });
    }
  };
  Initiation initiation{this, &delivery};
  co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(initiation, asio::use_awaitable);
}

void Lane::wake() {
  if (!armed_.exchange(true, std::memory_order_acq_rel)) {
    asio::post(own(), [this] { pump(); });
  }
}

// Sends the next batch, if Redis is free and something waits.
void Lane::pump() {
  if (under_way_) return;  // armed_ stays set: the reply pumps again
  armed_.exchange(false, std::memory_order_acq_rel);
  if (!connection_ || Clock::now() < hold_until_) return;  // connecting or a tick pumps again
  if (!gather()) return;
  armed_.store(true, std::memory_order_release);
  send();
}

// Fills the batch up to its limit and to the numbers at hand. False: nothing can be sent.
bool Lane::gather() {
  auto& deliveries = batch_.deliveries;
  civil_ = settings_.calendar(settings_.clock());
  lease_if_needed();
  const std::size_t limit = std::min(settings_.max_batch, numbers_.available(civil_.year));
  while (deliveries.size() < limit && !backlog_.empty()) {
    deliveries.push_back(backlog_.front());
    backlog_.pop_front();
  }
  Delivery* next = nullptr;
  while (deliveries.size() < limit && queue_.try_pop(next)) deliveries.push_back(next);
  return !deliveries.empty() && deliveries.size() <= numbers_.available(civil_.year);
}

void Lane::send() {
  const auto& deliveries = batch_.deliveries;
  numbers_.peek(civil_.year, deliveries.size(), fresh_);
  const std::string_view command = command_.build(base(), settings_.clock(), civil_, deliveries, fresh_);

  under_way_ = true;
  batch_.sent = Clock::now();
  oldest_since_.store(milliseconds_of(batch_.sent), std::memory_order_relaxed);
  metrics_.batch_size.Observe(static_cast<double>(deliveries.size()));
  connection_->send(command, [this](std::optional<Reply> reply) { on_reply(std::move(reply)); });
}

void Lane::on_reply(std::optional<Reply> reply) {
  under_way_ = false;
  if (!reply || reply->is_error()) std::erase(batch_.deliveries, nullptr);
  if (!reply) return;  // unknown outcome: the batch stays and is sent again; `seen` makes that safe
  metrics_.call_seconds.Observe(std::chrono::duration<double>(Clock::now() - batch_.sent).count());
  if (reply->is_error()) {
    metrics_.redis_errors.Increment();
    set_trouble(std::string(reply->text()));
    SPDLOG_WARN("event=redis_error lane={} error=\"{}\"", settings_.partition, reply->text());
    if (may_pass(reply->text())) {
      hold_until_ = Clock::now() + tick_every;
    } else {
      connection_->close(std::string(reply->text()));  // connecting anew loads the library, too
    }
    return;
  }
  std::vector<Delivery*> done;
  settle(reply->text(), done);
  pump();  // the next batch is on its way before the receipts of this one
  complete(done);
}

// Accepted means kept: what is marked new_request, follow_up or duplicate here is durable in Redis
// (as durable as its appendfsync), and only from here is a sender told so.
void Lane::settle(std::string_view lines, std::vector<Delivery*>& done) {
  std::vector<bool> gone(batch_.deliveries.size());
  std::vector<Delivery*> again;
  done.reserve(batch_.deliveries.size());
  for (std::size_t i = 0; i < batch_.deliveries.size(); ++i) {
    Delivery* one = batch_.deliveries[i];
    const std::string_view line = next_line(lines);
    const char fate = line.empty() ? 'r' : line[0];
    gone[i] = fate == 'n' || fate == 'r';  // taken now, or somebody's before
    if (!one) continue;                    // its sender was told "not now"; a repeat will find it as a duplicate
    if (fate == 'r') {
      again.push_back(one);
      continue;
    }
    one->fate = fate_of(fate);
    if (one->fate == Fate::new_request) {
      one->tracking = fresh_[i];
    } else {
      (one->fate == Fate::failed ? one->error : one->tracking).assign(line.substr(std::min<std::size_t>(2, line.size())));
    }
    done.push_back(one);
  }
  numbers_.take(civil_.year, gone);
  batch_.deliveries.swap(again);
  metrics_.popped.Increment(static_cast<double>(done.size()));
  oldest_since_.store(0, std::memory_order_relaxed);
  last_accepted_.store(settings_.clock().time_since_epoch().count(), std::memory_order_relaxed);
}

// Back to the threads that wait: one list for each.
void Lane::complete(std::vector<Delivery*>& done) {
  for (Delivery* one : done) {
    if (static_cast<std::size_t>(one->home) != own_) by_home_[static_cast<std::size_t>(one->home)].push_back(one);
  }
  for (std::size_t home = 0; home < by_home_.size(); ++home) {
    if (by_home_[home].empty()) continue;
    asio::post(*threads_[home], [list = std::move(by_home_[home])] {
      for (Delivery* one : list) wake_waiting(one);
    });
    by_home_[home].clear();
  }
  for (Delivery* one : done) {
    if (static_cast<std::size_t>(one->home) == own_) wake_waiting(one);
  }
}

asio::awaitable<void> Lane::tick_loop() {
  while (!stopped_) {
    tick_.expires_after(tick_every);
    co_await tick_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!stopped_) on_tick();
  }
}

// Watches what must not wait for ever. Costs nothing while messages flow.
void Lane::on_tick() {
  const auto now = Clock::now();
  if (connection_) {
    const auto oldest = connection_->oldest();
    if (oldest && now - *oldest > settings_.call_timeout) connection_->close("no answer in time");
  }
  if (under_way_ && now - batch_.sent < tick_every) return;  // flowing
  Delivery* next = nullptr;
  while (backlog_.size() < settings_.capacity && queue_.try_pop(next)) backlog_.push_back(next);
  expire(now);
  pump();
}

// Those whose senders will not wait any longer are told so.
void Lane::expire(Clock::time_point now) {
  std::vector<Delivery*> late;
  const auto is_late = [&](Delivery* one) {
    if (!one || one->deadline > now) return false;
    one->fate = Fate::unavailable;
    late.push_back(one);
    return true;
  };
  std::erase_if(backlog_, is_late);
  // What Redis has keeps its place, empty, since its answer comes by position.
  std::replace_if(batch_.deliveries.begin(), batch_.deliveries.end(), is_late, nullptr);
  if (!under_way_) std::erase(batch_.deliveries, nullptr);
  if (late.empty()) return;
  metrics_.expired.Increment(static_cast<double>(late.size()));
  metrics_.popped.Increment(static_cast<double>(late.size()));
  complete(late);
}

std::chrono::milliseconds Lane::oldest_waiting() const {
  const std::int64_t since = oldest_since_.load(std::memory_order_relaxed);
  return std::chrono::milliseconds(since == 0 ? 0 : milliseconds_of(Clock::now()) - since);
}

}  // namespace crosstown
