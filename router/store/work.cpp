#include "router/store/work.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <utility>

#include "router/message/tracking.h"
#include "router/store/library.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Outcome = Work::Outcome;

constexpr std::size_t words_of_lease = 5;
constexpr std::size_t words_of_settled = 2;
constexpr std::size_t longest_epoch = 18;  // digits
// What other daemons accepted is found by looking: one look a second for each queue, however many
// wait at it.
constexpr auto look_every = 1s;

Outcome outcome_of(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, Outcome>, 12> words{{
      {"ok", Outcome::done},
      {"more", Outcome::more},
      {"empty", Outcome::none},
      {"busy", Outcome::busy},
      {"late", Outcome::late},
      {"other", Outcome::not_yours},
      {"held", Outcome::held},
      {"missing", Outcome::missing},
      {"worker", Outcome::at_worker},
      {"dead", Outcome::dead},
      {"error", Outcome::refused},
  }};
  const auto found =
      std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.first == word; });
  return found == words.end() ? Outcome::refused : found->second;
}

std::vector<HeldMessage> messages_of(const Reply& reply, std::size_t from) {
  std::vector<HeldMessage> messages;
  for (std::size_t i = from; i < reply.size(); ++i) {
    const ReplyView one = reply.view().at(i);
    messages.push_back({std::string(one.at(0).text()), std::string(one.at(1).text()),
                        std::string(one.at(2).text()), std::string(one.at(3).text()),
                        std::string(one.at(4).text())});
  }
  return messages;
}

std::string ms(std::chrono::milliseconds time) { return std::to_string(time.count()); }

}  // namespace

std::optional<LeaseId> parse_lease_id(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto number = parse_tracking(text.substr(0, dot));
  const std::string_view epoch = text.substr(dot + 1);
  const bool digits = !epoch.empty() && epoch.size() <= longest_epoch &&
                      epoch.find_first_not_of("0123456789") == std::string_view::npos;
  if (!number || !digits) return std::nullopt;
  return LeaseId{to_text(*number), std::string(epoch)};
}

std::string to_text(const LeaseId& id) { return id.tracking + "." + id.epoch; }

Lane* Work::lane_of(std::string_view tracking) const {
  const auto number = parse_tracking(tracking);
  return number ? lanes_[number->sequence % lanes_.size()] : nullptr;
}

asio::awaitable<Work::Leased> Work::ask_for_lease(Lane& lane, Arguments call) {
  Leased leased;
  const auto reply = co_await lane.command(std::move(call));
  if (!reply) co_return leased;
  if (reply->is_error()) {
    leased.outcome = Outcome::refused;
    leased.detail = reply->text();
    co_return leased;
  }
  leased.outcome = outcome_of(reply->text_at(0));
  leased.detail = reply->text_at(1);
  if (leased.outcome != Outcome::done) co_return leased;
  leased.lease.until = time_of(reply->text_at(2));
  leased.lease.request = read_record(std::string(reply->text_at(3)), reply->text_at(4));
  leased.lease.id = {leased.lease.request.tracking, std::string(reply->text_at(1))};
  leased.lease.messages = messages_of(*reply, words_of_lease);
  bell_.ring_all(everything);
  co_return leased;
}

// Where there are several partitions, urgent work of any comes before the rest of all.
asio::awaitable<Work::Leased> Work::look_once(QueueSettings queue, std::string holder,
                                              std::chrono::milliseconds lease) {
  std::vector<std::string> passes{"urgent normal low"};
  if (lanes_.size() > 1) passes = {"urgent", "normal", "low"};
  const std::size_t first = turn_.fetch_add(1, std::memory_order_relaxed);
  Leased best;
  best.outcome = Outcome::none;
  for (const std::string& priorities : passes) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      Lane& lane = *lanes_[(first + i) % lanes_.size()];
      Arguments call{"FCALL",
                     work_library().lease,
                     "1",
                     lane.base(),
                     queue.name,
                     priorities,
                     holder,
                     ms(lease),
                     std::to_string(queue.max_deliveries)};
      Leased leased = co_await ask_for_lease(lane, std::move(call));
      if (leased.outcome == Outcome::done) co_return leased;
      if (leased.outcome != Outcome::none) best = std::move(leased);
    }
  }
  co_return best;
}

asio::awaitable<Work::Leased> Work::lease(QueueSettings queue, std::string holder,
                                          std::chrono::milliseconds lease,
                                          std::chrono::milliseconds wait) {
  const auto end = Clock::now() + wait;
  for (;;) {
    const Bell::Ticket before = bell_.ticket(queue.name);
    Leased leased = co_await look_once(queue, holder, lease);
    if (leased.outcome != Outcome::none && leased.outcome != Outcome::busy) co_return leased;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (left <= 0ms || bell_.is_closed()) co_return leased;
    const auto others = static_cast<std::int64_t>(bell_.waiting(queue.name));
    const auto pause = std::min<std::chrono::milliseconds>(left, look_every * (1 + others));
    co_await bell_.wait(queue.name, before, pause);
  }
}

asio::awaitable<Work::Leased> Work::pick(std::string tracking, QueueSettings queue,
                                         std::string holder, std::chrono::milliseconds lease) {
  Lane* const lane = lane_of(tracking);
  Leased none;
  none.outcome = Outcome::missing;
  if (!lane) co_return none;
  Arguments call{"FCALL",   work_library().pick,
                 "1",       lane->base(),
                 tracking,  holder,
                 ms(lease), std::to_string(queue.max_deliveries)};
  co_return co_await ask_for_lease(*lane, std::move(call));
}

asio::awaitable<Work::Settled> Work::settle(std::string tracking, Arguments call,
                                            std::size_t messages_from) {
  Settled settled;
  Lane* const lane = lane_of(tracking);
  if (!lane) {
    settled.outcome = Outcome::missing;
    co_return settled;
  }
  call.insert(call.begin(), "FCALL");
  call.insert(call.begin() + 2, {"1", lane->base()});
  const auto reply = co_await lane->command(std::move(call));
  if (!reply) co_return settled;
  if (reply->is_error()) {
    settled.outcome = Outcome::refused;
    settled.detail = reply->text();
    co_return settled;
  }
  settled.outcome = outcome_of(reply->text_at(0));
  settled.detail = reply->text_at(1);
  if (settled.outcome != Outcome::done && settled.outcome != Outcome::more) co_return settled;
  if (messages_from > 0) {
    settled.until = time_of(reply->text_at(1));
    settled.messages = messages_of(*reply, messages_from);
  } else {
    log_dead(*reply, settled);
  }
  bell_.ring_all(everything);
  co_return settled;
}

// As the caretaker's: what could not be processed must not get lost in silence.
void Work::log_dead(const Reply& reply, Settled& settled) {
  for (std::size_t i = words_of_settled; i < reply.size(); ++i) {
    const ReplyView letter = reply.view().at(i);
    ++settled.dead;
    SPDLOG_WARN("event=dead_letter queue={} channel={} tracking={} deliveries={} id={}",
                letter.at(4).text(), letter.at(2).text(), letter.at(1).text(), letter.at(3).text(),
                letter.at(0).text());
  }
}

asio::awaitable<Work::Settled> Work::ack(LeaseId id, std::string holder, std::string seen) {
  Arguments call{work_library().ack, id.tracking, id.epoch, std::move(holder), std::move(seen)};
  return settle(std::move(id.tracking), std::move(call), words_of_settled);
}

asio::awaitable<Work::Settled> Work::extend(LeaseId id, std::string holder,
                                            std::chrono::milliseconds lease) {
  Arguments call{work_library().extend, id.tracking, id.epoch, std::move(holder), ms(lease)};
  return settle(std::move(id.tracking), std::move(call), words_of_settled);
}

asio::awaitable<Work::Settled> Work::release(LeaseId id, std::string holder) {
  Arguments call{work_library().release, id.tracking, id.epoch, std::move(holder)};
  return settle(std::move(id.tracking), std::move(call), 0);
}

asio::awaitable<Work::Settled> Work::fail(LeaseId id, std::string holder, std::string reason) {
  Arguments call{work_library().fail, id.tracking, id.epoch, std::move(holder), std::move(reason)};
  return settle(std::move(id.tracking), std::move(call), 0);
}

asio::awaitable<Work::Settled> Work::transfer(Transfer transfer) {
  const std::string queue = transfer.queue;
  Arguments call{work_library().transfer,    transfer.tracking,         std::move(transfer.epoch),
                 std::move(transfer.holder), std::move(transfer.queue), std::move(transfer.reason),
                 std::move(transfer.day),    std::move(transfer.by)};
  Settled settled = co_await settle(std::move(transfer.tracking), std::move(call), 0);
  if (settled.outcome == Outcome::done && !queue.empty()) bell_.ring(queue);
  co_return settled;
}

}  // namespace crosstown
