#include "router/store/self_served.h"

#include <fmt/format.h>

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

constexpr std::chrono::seconds write_every{1};
constexpr std::size_t days_kept = 2;  // who counted at midnight may come a little late

}  // namespace

SelfServedCounts::SelfServedCounts(asio::any_io_executor executor, Lane& lane,
                                   std::function<CivilHour(Time)> calendar)
    : executor_(std::move(executor)),
      lane_(lane),
      calendar_(std::move(calendar)),
      daemon_(uuid_v7(std::chrono::time_point_cast<std::chrono::milliseconds>(
          std::chrono::system_clock::now()))),
      timer_(executor_) {}

void SelfServedCounts::count(std::string_view channel, Time time) {
  CivilHour civil = calendar_(time);
  Count count{std::move(civil.day), std::move(civil.hour), std::string(channel)};
  const std::lock_guard guard(mutex_);
  ++totals_[std::move(count)].counted;
}

void SelfServedCounts::start() { asio::co_spawn(executor_, keep_writing(), task("self-served")); }

void SelfServedCounts::stop() {
  asio::post(executor_, [this] {
    stopped_ = true;
    timer_.cancel();
  });
}

asio::awaitable<void> SelfServedCounts::keep_writing() {
  while (!stopped_) {
    timer_.expires_after(write_every);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!stopped_) co_await write();
  }
}

asio::awaitable<void> SelfServedCounts::write() {
  const std::map<Count, std::uint64_t> totals = unwritten();
  for (const auto& [count, total] : totals) {
    std::vector<std::string> set{"HSET", fmt::format("{}self-served:{}", lane_.base(), count.day),
                                 fmt::format("{}|{}|{}", count.hour, count.channel, daemon_),
                                 std::to_string(total)};
    const auto reply = co_await lane_.command(std::move(set));
    if (!reply || reply->is_error()) co_return;  // all of it again, the next time
    note_written(count, total);
  }
}

std::map<SelfServedCounts::Count, std::uint64_t> SelfServedCounts::unwritten() {
  std::map<Count, std::uint64_t> some;
  const std::lock_guard guard(mutex_);
  for (const auto& [count, total] : totals_) {
    if (total.written < total.counted) some.emplace(count, total.counted);
  }
  return some;
}

// What an old day had is forgotten once it is written: a total that began anew would overwrite it.
void SelfServedCounts::note_written(const Count& count, std::uint64_t total) {
  const std::lock_guard guard(mutex_);
  totals_[count].written = total;
  std::size_t days = 1;
  auto one = std::prev(totals_.end());
  for (std::string day = one->first.day; one != totals_.begin();) {
    --one;
    if (one->first.day != std::exchange(day, one->first.day)) ++days;
    if (days > days_kept && one->second.written == one->second.counted) one = totals_.erase(one);
  }
}

}  // namespace crosstown
