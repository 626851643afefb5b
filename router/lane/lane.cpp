// The queue's side of a lane: gather, send, settle. The connection's side is lane_link.cpp.
#include "router/lane/lane.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>

#include "router/lane/answer_lines.h"
#include "router/lane/redis_error.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds tick_every{50};
constexpr std::chrono::milliseconds pause_before_refusal{1000};
// A message waits for so long that the disk gets to know of its number; see Lane::note.
constexpr std::chrono::milliseconds patience_with_disk{1000};

std::int64_t milliseconds_of(Clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

bool contains(const std::vector<std::string>& texts, std::string_view wanted) {
  return std::find(texts.begin(), texts.end(), wanted) != texts.end();
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
      numbers_(settings_.partition, settings_.store.partitions),
      finder_(own().get_executor(), settings_.store, settings_.partition),
      tick_(own()),
      retry_(own()) {}

Lane::~Lane() = default;

// A refusal costs as much as an acceptance, and who is refused at once asks again at once: answered
// without delay, refusals would take all the time there is (docs/reliability.md has figures). So a
// message that finds no room tries again a moment later, and is refused then.
asio::awaitable<void> Lane::keep(Delivery& delivery, int home) {
  delivery.home = home;
  co_await push(delivery);
  if (delivery.fate != Fate::overloaded) co_return;
  asio::steady_timer pause(co_await asio::this_coro::executor);
  pause.expires_at(std::min(Clock::now() + pause_before_refusal, delivery.deadline));
  co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
  co_await push(delivery);
}

asio::awaitable<void> Lane::push(Delivery& delivery) {
  delivery.since = Clock::now();
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
  co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(initiation,
                                                                       asio::use_awaitable);
}

void Lane::wake() {
  if (!armed_.exchange(true, std::memory_order_acq_rel)) {
    asio::post(own(), [this] { pump(); });
  }
}

void Lane::pump() {
  armed_.exchange(false, std::memory_order_acq_rel);
  drain();
  while (const std::size_t count = sendable()) send(count);
  bring_back();
}

void Lane::drain() {
  std::vector<Delivery*> others;
  Delivery* next = nullptr;
  while (backlog_.size() + diverting_ + behind_spool_.size() + others.size() < settings_.capacity &&
         queue_.try_pop(next)) {
    next->turn = ++turn_;
    if (follows_into_spool(*next))
      behind_spool_.push_back(next);
    else if ((stalled_ || backlog_.size() >= settings_.capacity / 2) && spool_takes_new())
      others.push_back(next);
    else
      backlog_.push_back(next);
  }
  flush_behind_spool();
  if (others.empty()) return;
  barrier_ = turn_;
  divert(std::move(others));
}

// How many of the backlog may go now. A second batch has nothing of a conversation that the first
// has: should Redis refuse that one for a moment, the later message would be there before the
// earlier.
std::size_t Lane::sendable() {
  // Otherwise a new connection or a tick pumps again.
  if (!connection_ || !returned_.empty() || Clock::now() < hold_until_) return 0;
  const std::size_t most = std::min(settings_.max_batch, backlog_.size());
  if (under_way_.empty()) return most;
  if (under_way_.size() > 1 || backlog_.size() < settings_.overlap) return 0;
  conversations_.clear();
  for (const Delivery* one : under_way_.front().deliveries) {
    if (one && !one->conversation.empty()) conversations_.push_back(one->conversation);
  }
  std::sort(conversations_.begin(), conversations_.end());
  const auto first = backlog_.begin(), end = first + static_cast<std::ptrdiff_t>(most);
  const auto shared = std::find_if(first, end, [this](const Delivery* one) {
    return std::binary_search(conversations_.begin(), conversations_.end(), one->conversation);
  });
  const auto count = static_cast<std::size_t>(shared - first);
  return count < settings_.overlap ? 0 : count;
}

// A call counts its messages under one hour. Their books balance to the day because that is the
// hour of the events themselves, and not of their being sent.
std::size_t Lane::of_one_hour(std::size_t count) const {
  const auto end = backlog_.begin() + static_cast<std::ptrdiff_t>(count);
  const auto other = std::find_if(backlog_.begin(), end, [this](const Delivery* one) {
    return !same_hour(one->time, backlog_.front()->time);
  });
  return static_cast<std::size_t>(other - backlog_.begin());
}

void Lane::send(std::size_t count) {
  lease_if_needed();
  Batch batch;
  batch.year = settings_.calendar(settings_.clock()).year;
  if (numbers_.available(batch.year) == 0 &&
      Clock::now() - backlog_.front()->since >= patience_with_disk)
    (void)use_unnoted();
  numbers_.take(batch.year, of_one_hour(count), batch.numbers);
  if (batch.numbers.empty()) {
    hold_until_ = Clock::now() + tick_every;  // the lease's answer pumps sooner
    return;
  }
  const auto end = backlog_.begin() + static_cast<std::ptrdiff_t>(batch.numbers.size());
  batch.deliveries.assign(backlog_.begin(), end);
  batch.first_turn = batch.deliveries.front()->turn;
  taken_ += static_cast<double>(batch.deliveries.size());
  backlog_.erase(backlog_.begin(), end);
  batch.sent = Clock::now();
  metrics_.batch_size.Observe(static_cast<double>(batch.deliveries.size()));

  const Time now = settings_.clock();
  const CivilHour civil = settings_.calendar(batch.deliveries.front()->time);
  const std::string_view command =
      command_.build(base(), {now, now, civil}, batch.deliveries, batch.numbers);
  send_batch(std::move(batch), command);
}

// Where replicas are waited for, Redis says first what became of the messages and then how many
// replicas know: only both together are an answer.
void Lane::send_batch(Batch batch, std::string_view command) {
  under_way_.push_back(std::move(batch));
  note_oldest();
  const StoreSettings& store = settings_.store;
  if (store.replicas == 0) {
    connection_->send(command, [this](std::optional<Reply> reply) { on_reply(std::move(reply)); });
    return;
  }
  // Before the second is sent: should the connection break in between, its callback comes later.
  const auto connection = connection_;
  connection->send(command, [this](std::optional<Reply> reply) {
    if (!reply) return;  // on_replicas() learns it too
    under_way_.front().accepted = std::move(reply);
  });
  const std::string count = std::to_string(store.replicas),
                    timeout = std::to_string(store.replica_timeout.count());
  const std::array<std::string_view, 3> wait{"WAIT", count, timeout};
  std::string wait_command;
  append_command(wait_command, wait);
  connection->send(wait_command,
                   [this](std::optional<Reply> reply) { on_replicas(std::move(reply)); });
}

void Lane::on_replicas(std::optional<Reply> count) {
  std::optional<Reply> accepted = std::move(under_way_.front().accepted);
  under_way_.front().accepted.reset();
  if (!count || !accepted) return on_reply(std::nullopt);
  if (accepted->is_error()) return on_reply(std::move(accepted));
  if (count->is_error()) return on_reply(std::move(count), true);
  if (count->integer() >= settings_.store.replicas) return on_reply(std::move(accepted));
  // The master has it, too few replicas do: it is sent again and found to be there.
  Batch batch = std::move(under_way_.front());
  under_way_.pop_front();
  metrics_.redis_errors.Increment();
  if (!batch.drained.empty()) rest(settings_.store.replica_timeout);
  take_back(batch, true);
  note_oldest();
  set_trouble(fmt::format("{} of {} replicas have the messages", count->integer(),
                          settings_.store.replicas));
  hold_until_ = Clock::now() + settings_.store.replica_timeout;
}

// For the oldest batch under way: answers come in order.
// `unknown`: it is an error, but Redis may have the messages.
void Lane::on_reply(std::optional<Reply> reply, bool unknown) {
  Batch batch = std::move(under_way_.front());
  under_way_.pop_front();
  note_oldest();
  if (!reply || reply->is_error()) {
    take_back(batch, !reply || unknown);
    if (reply) {
      metrics_.redis_errors.Increment();
      set_trouble(std::string(reply->text()));
      SPDLOG_WARN("event=redis_error lane={} error=\"{}\"", settings_.partition, reply->text());
      if (const auto node = moved_to(reply->text())) finder_.hint(*node);
      if (may_pass(reply->text()))
        hold_until_ = Clock::now() + tick_every;
      else
        connection_->close(std::string(reply->text()));  // connecting anew loads the library, too
    }
    return;
  }
  metrics_.accept_seconds.Observe(std::chrono::duration<double>(Clock::now() - batch.sent).count());
  progressed_ = true;
  if (in_trouble_) set_trouble("");
  end_stall();
  if (!batch.drained.empty()) {
    settle_drained(batch, reply->text());
    pump();
    return;
  }
  std::vector<Delivery*> done;
  settle(batch, reply->text(), done);
  pump();  // the next batch is on its way before the receipts of this one
  complete(done);
}

// Accepted means kept: what is marked new_request, follow_up or duplicate here is durable in Redis
// (as durable as its appendfsync), and only from here is a sender told so.
void Lane::settle(Batch& batch, std::string_view lines, std::vector<Delivery*>& done) {
  std::vector<NumberPool::Fresh> unused;
  done.reserve(batch.deliveries.size());
  for (std::size_t i = 0; i < batch.deliveries.size(); ++i) {
    Delivery* one = batch.deliveries[i];
    const std::string_view line = next_line(lines);
    const char letter = line.empty() ? 'r' : line[0];
    if (!one) continue;  // a repeat will find it as a duplicate; the spool may have told its number
    if (letter != 'n' && letter != 'r') unused.push_back(std::move(batch.numbers[i]));
    if (letter == 'r' || letter == 'a') {
      returned_.push_back(one);
      continue;
    }
    one->fate = fate_of(letter);
    if (one->fate == Fate::duplicate && contains(one->attempted, text_of(line))) {
      one->fate = Fate::new_request;  // its own, of an attempt that had no answer
      one->tracking = text_of(line);
    } else if (one->fate == Fate::new_request) {
      one->tracking = std::move(batch.numbers[i].text);
    } else {
      (one->fate == Fate::failed ? one->error : one->tracking).assign(text_of(line));
    }
    if (settings_.on_stored && (letter == 'n' || letter == 'f')) settings_.on_stored(one->queue);
    done.push_back(one);
  }
  numbers_.give_back(batch.year, unused);
  metrics_.popped.Increment(static_cast<double>(done.size()));
  if (!done.empty())
    last_accepted_.store(settings_.clock().time_since_epoch().count(), std::memory_order_relaxed);
  if (under_way_.empty() && !returned_.empty()) {
    backlog_.insert(backlog_.begin(), returned_.begin(), returned_.end());
    returned_.clear();
  }
}

// The batch waits again, before all that came later. Its numbers are let go: where no answer came
// Redis may have used them, and what is sent again under another, `seen` makes one.
void Lane::take_back(Batch& batch, bool unknown) {
  if (!batch.drained.empty()) {
    bringing_back_ = false;  // the spool has them still
  } else {
    for (std::size_t i = 0; i < batch.deliveries.size(); ++i) {
      Delivery* one = batch.deliveries[i];
      if (!one) continue;
      if (unknown) one->attempted.push_back(batch.numbers[i].text);
      returned_.push_back(one);
    }
  }
  if (!under_way_.empty()) return;
  backlog_.insert(backlog_.begin(), returned_.begin(), returned_.end());
  returned_.clear();
}

// Back to the threads that wait: one list for each. A delivery is gone as soon as its thread has
// it.
void Lane::complete(std::vector<Delivery*>& done) {
  std::vector<std::vector<Delivery*>> by_home(threads_.size());
  for (Delivery* one : done) by_home[static_cast<std::size_t>(one->home)].push_back(one);
  for (std::size_t home = 0; home < by_home.size(); ++home) {
    if (home == own_ || by_home[home].empty()) continue;
    asio::post(*threads_[home], [list = std::move(by_home[home])] {
      for (Delivery* one : list) wake_waiting(one);
    });
  }
  for (Delivery* one : by_home[own_]) wake_waiting(one);
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
  taken_ -= taken_ * (tick_every / memory_of_pace);
  for (const auto& connection : {connection_, preparing_}) {
    const auto oldest = connection ? connection->oldest() : std::nullopt;
    if (oldest && now - *oldest > call_timeout()) connection->close("no answer in time");
  }
  expire(now);
  if (!under_way_.empty() && now - under_way_.front().sent < tick_every) return;  // flowing
  drain();
  note_oldest();
  if (waited_too_long(now)) stall();
  if (stalled_ && connection_ && nothing_to_try_with()) end_stall();
  pump();
}

// Two batches may wait for replicas, one behind the other.
std::chrono::milliseconds Lane::call_timeout() const {
  const StoreSettings& store = settings_.store;
  return settings_.call_timeout + (store.replicas > 0 ? 2 : 0) * store.replica_timeout;
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
  std::erase_if(behind_spool_, is_late);
  std::erase_if(returned_, is_late);
  for (Batch& batch : under_way_) {
    if (!batch.drained.empty()) continue;  // nobody waits for those
    std::replace_if(batch.deliveries.begin(), batch.deliveries.end(), is_late, nullptr);
  }
  if (late.empty()) return;
  metrics_.expired.Increment(static_cast<double>(late.size()));
  metrics_.popped.Increment(static_cast<double>(late.size()));
  complete(late);
}

void Lane::note_oldest() {
  const bool sent = !under_way_.empty();
  const auto since = sent               ? under_way_.front().sent
                     : backlog_.empty() ? Clock::time_point{}
                                        : backlog_.front()->since;
  oldest_since_.store(milliseconds_of(since), std::memory_order_relaxed);
}

std::chrono::milliseconds Lane::oldest_waiting() const {
  const std::int64_t since = oldest_since_.load(std::memory_order_relaxed);
  return std::chrono::milliseconds(since == 0 ? 0 : milliseconds_of(Clock::now()) - since);
}

}  // namespace crosstown
