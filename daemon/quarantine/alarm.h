// When the log is told of requests in the quarantine. Each is an alarm: somebody forges our
// account's requests, or our secret is wrong and residents go unheard. The first says so at once; a
// flood of them is one line each 10 seconds and channel, with their number, so that it fills
// neither the log nor the disk that the log is on. Every one is in a line or in its count: the last
// line comes when the flood is over.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace crosstown {

// Any thread; no clock of its own.
class QuarantineAlarm {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::seconds pause{10};

  struct Counts {
    std::uint64_t kept = 0;
    std::uint64_t refused = 0;  // the quarantine could not take them
  };

  struct Advice {
    bool tell_now = false;             // write a line about this one
    std::optional<Time> summarise_at;  // call summary() then, and write a line about its counts
  };
  // Neither: a summary that is asked for already will count it.
  [[nodiscard]] Advice note(std::string_view channel, bool kept, Time now);

  [[nodiscard]] Counts summary(std::string_view channel, Time now);

  // What is in no line yet, when there will be no summary any more. Channels with something only.
  [[nodiscard]] std::map<std::string, Counts, std::less<>> untold();

 private:
  struct Channel {
    Time quiet_until{};
    bool summary_due = false;
    Counts untold;
  };

  std::mutex mutex_;
  std::map<std::string, Channel, std::less<>> channels_;  // as many as are configured
};

}  // namespace crosstown
