#include "daemon/chat/guard.h"

namespace crosstown::chat {

Guard::Seat Guard::seat(const std::string& channel, std::string source,
                        const WidgetSettings& settings, Clock::time_point now) {
  source = channel + ' ' + source;
  if (!connections_.allow(source, settings.connections, now)) return {};
  const std::lock_guard lock(mutex_);
  std::uint32_t& open = sockets_[source];
  if (open >= settings.sockets) return {};
  ++open;
  return Seat(*this, std::move(source));
}

void Guard::leave(const std::string& source) {
  const std::lock_guard lock(mutex_);
  const auto found = sockets_.find(source);
  if (found != sockets_.end() && --found->second == 0) sockets_.erase(found);
}

}  // namespace crosstown::chat
