#include "router/store/queue_watch.h"

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
using std::chrono::milliseconds;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void log(OverflowBoard::Change change, const std::string& queue, const std::string& to,
         QueueLoad load) {
  if (change == OverflowBoard::Change::none) return;
  SPDLOG_WARN("event={} queue={} to={} depth={} oldest_age={}s",
              change == OverflowBoard::Change::began ? "overflow_began" : "overflow_ended", queue,
              to, load.depth,
              std::chrono::duration_cast<std::chrono::seconds>(load.oldest_age).count());
}

}  // namespace

QueueWatch::QueueWatch(asio::any_io_executor executor, std::vector<Lane*> lanes)
    : executor_(std::move(executor)),
      lanes_(std::move(lanes)),
      loads_(lanes_.size()),
      timer_(executor_) {}

void QueueWatch::start() { asio::co_spawn(executor_, keep_watching(), task("queue-watch")); }

void QueueWatch::watch(std::shared_ptr<OverflowBoard> board) {
  asio::post(executor_, [this, board = std::move(board)]() mutable { board_ = std::move(board); });
}

void QueueWatch::stop() {
  asio::post(executor_, [this] {
    stopped_ = true;
    timer_.cancel();
  });
}

asio::awaitable<void> QueueWatch::keep_watching() {
  while (!stopped_) {
    timer_.expires_after(interval);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!stopped_) co_await round();
  }
}

asio::awaitable<void> QueueWatch::round() {
  const std::shared_ptr<OverflowBoard> board = board_;  // a reload may bring another meanwhile
  if (!board || board->queues().empty()) co_return;
  for (std::size_t partition = 0; partition < lanes_.size(); ++partition) {
    if (lanes_[partition]->is_up()) co_await ask(partition, board->queues());
  }
  for (const std::string& queue : board->queues()) {
    const QueueLoad load = together(queue);
    log(board->note(queue, load), queue, board->overflow(queue).to, load);
  }
}

asio::awaitable<void> QueueWatch::ask(std::size_t partition,
                                      const std::vector<std::string>& queues) {
  Lane& lane = *lanes_[partition];
  std::vector<std::string> call{"FCALL", care_library().waiting, "1", lane.base()};
  call.insert(call.end(), queues.begin(), queues.end());
  const auto reply = co_await lane.command(std::move(call));
  if (!reply || reply->is_error() || reply->size() < queues.size() * 2) co_return;
  for (std::size_t i = 0; i < queues.size(); ++i) {
    loads_[partition][queues[i]] = {number(reply->text_at(i * 2)),
                                    milliseconds(number(reply->text_at(i * 2 + 1)))};
  }
}

QueueLoad QueueWatch::together(const std::string& queue) const {
  QueueLoad all;
  for (const Loads& loads : loads_) {
    const auto found = loads.find(queue);
    if (found == loads.end()) continue;
    all.depth += found->second.depth;
    all.oldest_age = std::max(all.oldest_age, found->second.oldest_age);
  }
  return all;
}

}  // namespace crosstown
