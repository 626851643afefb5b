#include "daemon/quarantine/alarm.h"

#include <utility>

namespace crosstown {

QuarantineAlarm::Advice QuarantineAlarm::note(std::string_view name, bool kept, Time now) {
  const std::lock_guard lock(mutex_);
  Channel& channel = channels_[std::string(name)];
  if (!channel.summary_due && now >= channel.quiet_until) {
    channel.quiet_until = now + pause;
    return {.tell_now = true, .summarise_at = {}};
  }
  ++(kept ? channel.untold.kept : channel.untold.refused);
  if (std::exchange(channel.summary_due, true)) return {};
  return {.tell_now = false, .summarise_at = channel.quiet_until};
}

QuarantineAlarm::Counts QuarantineAlarm::summary(std::string_view name, Time now) {
  const std::lock_guard lock(mutex_);
  Channel& channel = channels_[std::string(name)];
  channel.summary_due = false;
  channel.quiet_until = now + pause;
  return std::exchange(channel.untold, {});
}

std::map<std::string, QuarantineAlarm::Counts, std::less<>> QuarantineAlarm::untold() {
  const std::lock_guard lock(mutex_);
  std::map<std::string, Counts, std::less<>> all;
  for (auto& [name, channel] : channels_) {
    const Counts counts = std::exchange(channel.untold, {});
    if (counts.kept + counts.refused > 0) all.emplace(name, counts);
  }
  return all;
}

}  // namespace crosstown
