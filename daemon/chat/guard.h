// How much of the daemon one source may take: connections, sessions, sockets at the same time; and
// how fast one session may say something. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "channels/chat/chat_widget.h"
#include "router/limits/rate_limiter.h"

namespace crosstown::chat {

class Guard {
 public:
  using Clock = RateLimiter::Clock;

  // One more socket of a source, until its end. False: it has too many, or opens them too fast.
  class Seat {
   public:
    Seat() = default;
    Seat(Guard& guard, std::string source) : guard_(&guard), source_(std::move(source)) {}
    Seat(Seat&& other) noexcept
        : guard_(std::exchange(other.guard_, nullptr)), source_(std::move(other.source_)) {}
    Seat& operator=(Seat&&) = delete;
    ~Seat() {
      if (guard_) guard_->leave(source_);
    }
    [[nodiscard]] explicit operator bool() const { return guard_ != nullptr; }
    [[nodiscard]] const std::string& source() const { return source_; }

   private:
    Guard* guard_ = nullptr;
    std::string source_;
  };
  [[nodiscard]] Seat seat(const std::string& channel, std::string source,
                          const WidgetSettings& settings, Clock::time_point now);

  // `source`: as Seat has it.
  [[nodiscard]] bool may_begin(const std::string& source, const WidgetSettings& settings,
                               Clock::time_point now) {
    return sessions_.allow(source, settings.sessions, now);
  }
  [[nodiscard]] bool may_say(const std::string& session, const WidgetSettings& settings,
                             Clock::time_point now) {
    return messages_.allow(session, settings.messages, now);
  }
  // Files count as messages, but for themselves.
  [[nodiscard]] bool may_upload(const std::string& session, const WidgetSettings& settings,
                                Clock::time_point now) {
    return uploads_.allow(session, settings.messages, now);
  }

 private:
  void leave(const std::string& source);

  RateLimiter connections_{1 << 14}, sessions_{1 << 14}, messages_{1 << 15}, uploads_{1 << 13};
  std::mutex mutex_;
  std::map<std::string, std::uint32_t, std::less<>> sockets_;  // those that have any
};

}  // namespace crosstown::chat
