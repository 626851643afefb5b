// The lines (daemon/chat/line.h) of one I/O thread: looked at once a second, and woken when their
// session's log has grown. One timer for all, since ten thousand of them mostly do nothing.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "router/store/chat_log.h"

namespace crosstown::chat {

class Line;
// A line's place in the list.
struct LineEntry
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  Line* line = nullptr;
};

// On its own thread, but for what says otherwise. Lives as long as the thread's context runs.
class Hall {
 public:
  explicit Hall(boost::asio::io_context& context) : context_(context), timer_(context) {}

  void enter(Line& line);
  void leave(Line& line);
  // `session` is the line's own string: from now on it is woken by that. Once for each line.
  void name(std::string_view session, Line& line);
  void forget(Line& line);  // that name

  // From any thread.
  void wake(std::shared_ptr<const std::vector<ChatLog::Wake>> sessions);
  void wake_all();
  [[nodiscard]] std::size_t lines() const { return count_.load(std::memory_order_relaxed); }

  [[nodiscard]] boost::asio::io_context& context() const { return context_; }

 private:
  void tick_later();
  void tick();

  using Lines = boost::intrusive::list<LineEntry, boost::intrusive::constant_time_size<false>>;
  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  bool ticking_ = false;
  std::atomic<std::size_t> count_ = 0;
  Lines lines_;
  std::unordered_multimap<std::string_view, Line*> named_;
};

}  // namespace crosstown::chat
