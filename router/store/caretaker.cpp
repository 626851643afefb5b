#include "router/store/caretaker.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <utility>

#include "router/store/library.h"
#include "router/task.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Arguments = std::vector<std::string>;
using Clock = std::chrono::steady_clock;

constexpr std::string_view from_the_beginning = "0-0";
constexpr int live_share = 3;
constexpr std::size_t words_of_dead = 4;
constexpr std::size_t words_before_dead = 3;
constexpr int leases_at_once = 20;
constexpr std::size_t words_before_letters = 2;  // work.lua's ct_work_expire

prometheus::Family<prometheus::Counter>& family(prometheus::Registry& registry, const char* name,
                                                const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

double number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void count(prometheus::Family<prometheus::Counter>& family, const std::string& queue,
           double entries) {
  family.Add({{"queue", queue}}).Increment(entries);
}

// What Redis or the function complains of; empty: nothing.
std::string_view complaint(const Reply& reply) {
  return reply.is_error() ? reply.text() : reply.text_at(2);
}

}  // namespace

Caretaker::Caretaker(asio::any_io_executor executor, std::vector<Lane*> lanes,
                     prometheus::Registry& registry)
    : executor_(std::move(executor)),
      lanes_(std::move(lanes)),
      returned_(family(registry, "crosstown_queue_returned_total",
                       "Entries that came back since no worker finished them in time")),
      dead_(family(registry, "crosstown_queue_dead_total",
                   "Entries that became dead letters: no worker finished them at all")),
      trimmed_(family(registry, "crosstown_queue_trimmed_total",
                      "Finished entries that went from their queue into the request's thread")),
      leases_ended_(family(registry, "crosstown_leases_ended_total",
                           "Leases that were over before their holder finished")
                        .Add({})) {
  for (std::size_t i = 0; i < lanes_.size(); ++i) timers_.emplace_back(executor_);
}

void Caretaker::start(std::vector<QueueSettings> queues) {
  set_queues(std::move(queues));
  for (std::size_t i = 0; i < lanes_.size(); ++i)
    asio::co_spawn(executor_, look_after(i), task("caretaker"));
}

void Caretaker::set_queues(std::vector<QueueSettings> queues) {
  asio::post(executor_, [this, queues = std::move(queues)] {
    queues_ = queues;
    for (const QueueSettings& queue : queues) {  // counts of nought are seen, too
      for (auto* family : {&returned_, &dead_, &trimmed_}) count(*family, queue.name, 0);
    }
    for (asio::steady_timer& timer : timers_) timer.cancel();  // a shorter lease counts at once
  });
}

void Caretaker::stop() {
  asio::post(executor_, [this] {
    stopped_ = true;
    for (asio::steady_timer& timer : timers_) timer.cancel();
  });
}

std::chrono::milliseconds Caretaker::interval(const std::vector<QueueSettings>& queues) {
  std::chrono::milliseconds shortest = 30s * 4;
  for (const QueueSettings& queue : queues) shortest = std::min(shortest, queue.lease);
  return std::max<std::chrono::milliseconds>(shortest / 4, 1s);
}

asio::awaitable<void> Caretaker::look_after(std::size_t partition) {
  std::uniform_real_distribution<double> around(0.75, 1.25);  // daemons take turns
  while (!stopped_) {
    const std::chrono::duration<double> pause = interval(queues_) * around(jitter_);
    timers_[partition].expires_after(std::chrono::duration_cast<Clock::duration>(pause));
    const auto [error] =
        co_await timers_[partition].async_wait(asio::as_tuple(asio::use_awaitable));
    if (!error) co_await round(partition);
  }
}

asio::awaitable<void> Caretaker::round(std::size_t partition) {
  const bool ended = co_await end_leases(partition);
  if (!ended) co_return;
  const bool given_back = co_await walk_all(partition, &Caretaker::give_back);
  if (given_back) (void)co_await walk_all(partition, &Caretaker::trim);
}

asio::awaitable<bool> Caretaker::walk_all(std::size_t partition, Step step) {
  const std::vector<QueueSettings> queues = queues_;  // a reload may change them meanwhile
  for (const QueueSettings& queue : queues) {
    for (const char* priority : {"urgent", "normal", "low"}) {
      const Stream stream{*lanes_[partition], partition, queue, priority};
      const bool answered = co_await walk(stream, step);
      if (!answered) co_return false;
    }
  }
  co_return true;
}

asio::awaitable<bool> Caretaker::walk(Stream stream, Step step) {
  asio::steady_timer rest(executor_);
  for (std::string after(from_the_beginning);;) {
    if (stopped_ || !stream.lane.is_up()) co_return false;
    const auto began = Clock::now();
    auto stepping = (this->*step)(stream, after);
    const Next next = co_await std::move(stepping);
    if (!next) co_return false;
    if (next->empty()) co_return true;
    after = *next;
    rest.expires_after((Clock::now() - began) * live_share);
    co_await rest.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

asio::awaitable<Caretaker::Next> Caretaker::give_back(Stream stream, std::string after) {
  const QueueSettings& queue = stream.queue;
  Arguments call{"FCALL",
                 care_library().give_back,
                 "1",
                 stream.lane.base(),
                 queue.name,
                 stream.priority,
                 std::to_string(queue.lease.count()),
                 std::to_string(queue.max_deliveries),
                 std::move(after),
                 std::to_string(step_limit)};
  const auto reply = co_await stream.lane.command(std::move(call));
  if (!reply) co_return std::nullopt;
  if (const double entries = number(reply->text_at(0)); entries > 0)
    count(returned_, queue.name, entries);
  note_dead(stream, *reply);
  if (const auto error = complaint(*reply); !error.empty()) {
    SPDLOG_WARN("event=return_failed lane={} queue={} error=\"{}\"", stream.partition, queue.name,
                error);
    co_return std::nullopt;
  }
  co_return std::string(reply->text_at(1));
}

// What could not be processed must not get lost in silence: a line each.
void Caretaker::note_dead(const Stream& stream, const Reply& reply) {
  for (std::size_t i = words_before_dead; i + words_of_dead <= reply.size(); i += words_of_dead) {
    count(dead_, stream.queue.name, 1);
    SPDLOG_WARN("event=dead_letter queue={} channel={} tracking={} deliveries={} id={}-{}",
                stream.queue.name, reply.text_at(i + 2), reply.text_at(i + 1), reply.text_at(i + 3),
                stream.partition, reply.text_at(i));
  }
}

// False: Redis did not answer, or refused.
asio::awaitable<bool> Caretaker::end_leases(std::size_t partition) {
  Lane& lane = *lanes_[partition];
  for (double ended = leases_at_once; ended == leases_at_once && !stopped_;) {
    Arguments call{"FCALL", work_library().expire, "1", lane.base(),
                   std::to_string(leases_at_once)};
    const auto reply = co_await lane.command(std::move(call));
    if (!reply) co_return false;
    if (reply->is_error() || !reply->text_at(1).empty()) {
      SPDLOG_WARN("event=lease_end_failed lane={} error=\"{}\"", partition,
                  reply->is_error() ? reply->text() : reply->text_at(1));
      co_return false;
    }
    ended = number(reply->text_at(0));
    leases_ended_.Increment(ended);
    for (std::size_t i = words_before_letters; i < reply->size(); ++i) {
      const ReplyView letter = reply->view().at(i);
      count(dead_, std::string(letter.at(4).text()), 1);
      SPDLOG_WARN("event=dead_letter queue={} channel={} tracking={} deliveries={} id={}-{}",
                  letter.at(4).text(), letter.at(2).text(), letter.at(1).text(),
                  letter.at(3).text(), partition, letter.at(0).text());
    }
  }
  co_return true;
}

asio::awaitable<Caretaker::Next> Caretaker::trim(Stream stream, std::string after) {
  const QueueSettings& queue = stream.queue;
  Arguments call{"FCALL",
                 care_library().trim,
                 "1",
                 stream.lane.base(),
                 queue.name,
                 stream.priority,
                 std::to_string(queue.retention.count()),
                 std::move(after),
                 std::to_string(step_limit)};
  const auto reply = co_await stream.lane.command(std::move(call));
  if (!reply) co_return std::nullopt;
  if (const double entries = number(reply->text_at(0)); entries > 0)
    count(trimmed_, queue.name, entries);
  if (const auto error = complaint(*reply); !error.empty()) {
    SPDLOG_WARN("event=trim_failed lane={} queue={} error=\"{}\"", stream.partition, queue.name,
                error);
    co_return std::nullopt;
  }
  co_return std::string(reply->text_at(1));
}

}  // namespace crosstown
