#include "daemon/chat/hall.h"

#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

#include "daemon/chat/line.h"

namespace crosstown::chat {

namespace asio = boost::asio;

void Hall::enter(Line& line) {
  lines_.push_back(line.entry());
  count_.fetch_add(1, std::memory_order_relaxed);
  if (!std::exchange(ticking_, true)) tick_later();
}

void Hall::leave(Line& line) {
  line.entry().unlink();
  count_.fetch_sub(1, std::memory_order_relaxed);
  forget(line);
}

void Hall::forget(Line& line) {
  const auto [first, last] = named_.equal_range(line.session());
  for (auto at = first; at != last; ++at) {
    if (at->second != &line) continue;
    named_.erase(at);
    return;
  }
}

void Hall::name(std::string_view session, Line& line) { named_.emplace(session, &line); }

void Hall::wake(std::shared_ptr<const std::vector<ChatLog::Wake>> sessions) {
  asio::post(context_, [this, sessions = std::move(sessions)] {
    for (const ChatLog::Wake& one : *sessions) {
      const auto [first, last] = named_.equal_range(one.session);
      for (auto at = first; at != last; ++at) at->second->wake(one.seq);
    }
  });
}

void Hall::wake_all() {
  asio::post(context_, [this] {
    for (const auto& [session, line] : named_) line->look();
  });
}

void Hall::tick_later() {
  timer_.expires_after(std::chrono::seconds(1));
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) tick();
  });
}

void Hall::tick() {
  const auto now = std::chrono::steady_clock::now();
  for (auto at = lines_.begin(); at != lines_.end();) (at++)->line->tick(now);
  ticking_ = !lines_.empty();
  if (ticking_) tick_later();
}

}  // namespace crosstown::chat
