#include "router/store/bell.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <limits>
#include <utility>

namespace crosstown {

namespace asio = boost::asio;

std::atomic<Bell::Ticket>& Bell::rung(std::string_view name) const {
  return rung_[std::hash<std::string_view>{}(name) % rung_.size()];
}

Bell::Ticket Bell::ticket(std::string_view name) const {
  return rung(name).load(std::memory_order_seq_cst);
}

asio::awaitable<void> Bell::wait(std::string name, Ticket before,
                                 std::chrono::milliseconds at_most) {
  const auto waiter = std::make_shared<Waiter>(co_await asio::this_coro::executor);
  Line::iterator place;
  Line* line = nullptr;
  {
    const std::lock_guard lock(mutex_);
    line = &lines_[name];
    place = line->insert(line->end(), waiter);
    all_waiting_.fetch_add(1, std::memory_order_seq_cst);
  }
  waiter->timer.expires_after(at_most);
  // Whoever rings from here on finds the waiter: its wake-up is posted to this thread, behind us.
  if (ticket(name) == before && !is_closed())
    co_await waiter->timer.async_wait(asio::as_tuple(asio::use_awaitable));
  const std::lock_guard lock(mutex_);
  line->erase(place);
  all_waiting_.fetch_sub(1, std::memory_order_relaxed);
}

void Bell::wake(const std::shared_ptr<Waiter>& waiter) {
  asio::post(waiter->timer.get_executor(), [waiter] { waiter->timer.cancel(); });
}

void Bell::ring_some(std::string_view name, std::size_t most) {
  rung(name).fetch_add(1, std::memory_order_seq_cst);
  if (all_waiting_.load(std::memory_order_seq_cst) == 0) return;
  const std::lock_guard lock(mutex_);
  const auto line = lines_.find(name);
  if (line == lines_.end()) return;
  // Who is woken goes to the end, so that the next ring wakes another.
  for (std::size_t i = std::min(most, line->second.size()); i > 0; --i) {
    wake(line->second.front());
    line->second.splice(line->second.end(), line->second, line->second.begin());
  }
}

void Bell::ring(std::string_view name) { ring_some(name, 1); }

void Bell::ring_all(std::string_view name) {
  ring_some(name, std::numeric_limits<std::size_t>::max());
}

void Bell::close() {
  closed_.store(true, std::memory_order_release);
  const std::lock_guard lock(mutex_);
  for (const auto& [name, line] : lines_) {
    for (const auto& waiter : line) wake(waiter);
  }
}

std::size_t Bell::waiting(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto line = lines_.find(name);
  return line == lines_.end() ? 0 : line->second.size();
}

}  // namespace crosstown
