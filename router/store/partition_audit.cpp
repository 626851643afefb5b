#include "router/store/partition_audit.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <utility>

#include "router/message/tracking.h"
#include "router/message/uuid.h"
#include "router/store/library.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Arguments = std::vector<std::string>;
using Clock = std::chrono::steady_clock;
using Outcome = Auditor::Outcome;

constexpr std::size_t step_limit = 100;       // messages
constexpr std::size_t numbers_at_once = 200;  // mostly of one message each
constexpr const char* priorities[] = {"urgent", "normal", "low"};
constexpr std::size_t words_of_sum = 5;
constexpr std::size_t words_before_entries = 2;
constexpr std::size_t words_of_entry = 5;
constexpr std::size_t words_before_requests = 3;
constexpr std::size_t words_of_request = 4;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string text(std::string_view view) { return std::string(view); }

}  // namespace

PartitionAudit::PartitionAudit(Lane& lane, int partition, int partitions, const AuditWish& wish,
                               Time now, AuditBooks& books)
    : lane_(lane),
      partition_(partition),
      partitions_(partitions),
      wish_(wish),
      now_(now),
      books_(books),
      token_(uuid_v7(now)) {}

asio::awaitable<std::optional<Reply>> PartitionAudit::call(Arguments arguments) {
  const auto began = Clock::now();
  auto reply = co_await lane_.command(std::move(arguments));
  if (reply && reply->is_error()) reply.reset();
  asio::steady_timer rest(co_await asio::this_coro::executor, Clock::now() - began);
  co_await rest.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return reply;
}

// What was seen is read before the mark, so that its entries lie before it.
asio::awaitable<Outcome> PartitionAudit::run() {
  books_.begin_partition();
  const bool seen = co_await note_seen(false);
  if (!seen) co_return Outcome::unavailable;
  const Outcome marked = co_await mark();
  if (marked != Outcome::done) co_return marked;
  bool read = co_await walk_all();
  if (read) read = co_await follow_requests();
  co_await finish();
  if (read && books_.some_not_found()) read = co_await note_seen(true);
  co_return read ? Outcome::done : Outcome::unavailable;
}

PartitionAudit::Step PartitionAudit::note_seen(bool again) {
  for (const AuditWish::Seen& channel : wish_.channels) {
    const std::int64_t bucket =
        std::chrono::duration_cast<std::chrono::seconds>(now_.time_since_epoch()) / channel.window;
    for (const std::int64_t one : {bucket - 1, bucket}) {
      const bool read = co_await note_bucket(channel, one, again);
      if (!read) co_return false;
    }
  }
  co_return true;
}

PartitionAudit::Step PartitionAudit::note_bucket(const AuditWish::Seen& channel,
                                                 std::int64_t bucket, bool again) {
  std::string cursor = "0";
  do {
    Arguments ask{"FCALL",         books_library().seen,   "1",   lane_.base(),
                  channel.channel, std::to_string(bucket), cursor};
    const auto page = co_await call(std::move(ask));
    if (!page || page->size() == 0) co_return false;
    for (std::size_t i = 1; i + 1 < page->size(); i += 2) {
      if (again)
        books_.seen_again(channel.channel, text(page->text_at(i)), text(page->text_at(i + 1)));
      else
        books_.seen(channel.channel, page->text_at(i), page->text_at(i + 1));
    }
    cursor = page->text_at(0);
  } while (cursor != "0");
  co_return true;
}

asio::awaitable<Outcome> PartitionAudit::mark() {
  Arguments ask{"FCALL", books_library().mark,
                "1",     lane_.base(),
                token_,  std::to_string(wish_.queues.size())};
  ask.insert(ask.end(), wish_.queues.begin(), wish_.queues.end());
  ask.insert(ask.end(), wish_.days.begin(), wish_.days.end());
  const auto reply = co_await call(std::move(ask));
  if (!reply) co_return Outcome::unavailable;
  if (reply->text_at(0) != "ok") co_return Outcome::busy;
  const std::size_t sums = 1 + wish_.queues.size() * std::size(priorities);
  for (std::size_t i = 1; i < sums; ++i) last_.push_back(text(reply->text_at(i)));
  for (std::size_t i = sums; i + words_of_sum <= reply->size(); i += words_of_sum)
    books_.counted(text(reply->text_at(i)), text(reply->text_at(i + 1)),
                   number(reply->text_at(i + 2)), number(reply->text_at(i + 3)),
                   number(reply->text_at(i + 4)));
  co_return Outcome::done;
}

PartitionAudit::Step PartitionAudit::walk_all() {
  for (std::size_t i = 0; i < last_.size(); ++i) {
    auto walking = walk(wish_.queues[i / std::size(priorities)],
                        priorities[i % std::size(priorities)], last_[i]);
    const bool read = co_await std::move(walking);
    if (!read) co_return false;
  }
  auto walking = walk("", "", "+");
  co_return co_await std::move(walking);
}

// An empty queue means the dead letters.
PartitionAudit::Step PartitionAudit::walk(std::string queue, std::string priority,
                                          std::string last) {
  const auto where = queue.empty() ? AuditBooks::Where::dead : AuditBooks::Where::queue;
  for (std::string after = "0-0"; !after.empty();) {
    Arguments ask{
        "FCALL", books_library().entries,   "1", lane_.base(), token_, queue, priority, after,
        last,    std::to_string(step_limit)};
    const auto page = co_await call(std::move(ask));
    if (!page || page->text_at(0) != "ok") co_return false;
    after = page->text_at(1);
    for (std::size_t i = words_before_entries; i + words_of_entry <= page->size();
         i += words_of_entry)
      books_.found(where, text(page->text_at(i + 1)), text(page->text_at(i + 2)),
                   page->text_at(i + 3), page->text_at(i + 4));
  }
  co_return true;
}

// Every number that Redis ever leased may be a request.
PartitionAudit::Step PartitionAudit::follow_requests() {
  Arguments ask{"HGETALL", lane_.base() + "numbers"};
  const auto years = co_await call(std::move(ask));
  if (!years) co_return false;
  for (std::size_t i = 0; i + 1 < years->size(); i += 2) {
    if (years->text_at(i) == "history") continue;  // of which server, see library.lua
    const int year = static_cast<int>(number(years->text_at(i)));
    const std::uint64_t highest = number(years->text_at(i + 1));
    for (std::uint64_t k = 1; k <= highest;) {
      std::vector<std::string> numbers;
      for (; k <= highest && numbers.size() < numbers_at_once; ++k) {
        const auto sequence = static_cast<std::uint32_t>(
            k * static_cast<std::uint64_t>(partitions_) + static_cast<std::uint64_t>(partition_));
        numbers.push_back(to_text(TrackingNumber{year, sequence}));
      }
      auto following = follow(std::move(numbers));
      const bool read = co_await std::move(following);
      if (!read) co_return false;
    }
  }
  co_return true;
}

PartitionAudit::Step PartitionAudit::follow(std::vector<std::string> numbers) {
  std::string request = "1", message = "0";
  while (!request.empty()) {
    Arguments ask{"FCALL",
                  books_library().requests,
                  "1",
                  lane_.base(),
                  token_,
                  std::to_string(step_limit),
                  request,
                  message,
                  std::to_string(wish_.queues.size())};
    ask.insert(ask.end(), wish_.queues.begin(), wish_.queues.end());
    ask.insert(ask.end(), numbers.begin(), numbers.end());
    const auto page = co_await call(std::move(ask));
    if (!page || page->text_at(0) != "ok") co_return false;
    request = page->text_at(1);
    message = page->text_at(2);
    for (std::size_t i = words_before_requests; i + words_of_request <= page->size();
         i += words_of_request) {
      const std::string tracking(page->text_at(i + 1)), channel(page->text_at(i + 2));
      if (page->text_at(i) == "m")
        books_.found(AuditBooks::Where::queue, tracking, channel, page->text_at(i + 3), {});
      else
        books_.missing(tracking, channel, page->text_at(i + 3));
    }
  }
  co_return true;
}

asio::awaitable<void> PartitionAudit::finish() {
  Arguments end{"FCALL", books_library().end, "1", lane_.base(), token_};
  (void)co_await call(std::move(end));
}

}  // namespace crosstown
