// The books of an audit: what was counted as accepted against what is there, by channel and day,
// and by name where they differ. Pure: whoever reads Redis and the spool (auditor.h) tells it what
// it finds, in any order, one partition after the other.
//
// Memory: some 20 to 40 bytes for each message of the partition that is there or was seen lately
// (a hash of its id, its number, its hour), so 40 MB at most for a million; and a row for each
// channel and day.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "router/lane/batch_command.h"
#include "router/message/message.h"

namespace crosstown {

struct AuditRow {
  std::uint64_t accepted = 0;  // counted by Redis when it was accepted, and what Redis has not yet
  std::uint64_t queued = 0;    // found: in queues and in threads
  std::uint64_t self_served = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t dead = 0;     // found among the dead letters
  std::uint64_t spooled = 0;  // found in this daemon's spool, with what was set aside there

  [[nodiscard]] std::int64_t difference() const {
    return static_cast<std::int64_t>(accepted) -
           static_cast<std::int64_t>(queued + self_served + duplicates + dead + spooled);
  }
};

struct AuditDifference {
  std::string tracking;  // may be empty, as what follows: what is not known
  std::string provider_id;
  std::string channel;
  std::string problem;  // "is there twice"
};

struct AuditReport {
  std::map<std::pair<std::string, std::string>, AuditRow> rows;  // (day, channel)
  std::vector<AuditDifference> differences;                      // the first `most_named`
  std::uint64_t differences_total = 0;
  std::uint64_t examined = 0;  // messages
  [[nodiscard]] bool balanced() const;
};

class AuditBooks {
 public:
  static constexpr std::size_t most_named = 100;

  // `days`: those that are counted. `channel`: the only one; empty: all. What is not counted is
  // still examined.
  // `windows`: for how long each channel recognises a repeat.
  using Windows = std::map<std::string, std::chrono::seconds>;
  AuditBooks(const std::vector<std::string>& days, std::string channel, Windows windows,
             std::function<CivilHour(Time)> calendar);

  // Ids are known to one partition only.
  void begin_partition() { ids_.clear(); }

  // What was counted when it happened.
  void counted(const std::string& day, const std::string& channel, std::uint64_t accepted,
               std::uint64_t queued, std::uint64_t duplicates);
  void self_served(const std::string& day, const std::string& channel, std::uint64_t count);

  // Accepted under that number, as `seen` says.
  void seen(std::string_view channel, std::string_view provider_id, std::string_view tracking);

  enum class Where { queue, dead };
  // A message that is there. `fault`: what books.lua found wrong with it, or empty.
  void found(Where where, const std::string& tracking, const std::string& channel,
             std::string_view event, std::string_view fault);
  // Its request names a place where nothing is.
  void missing(const std::string& tracking, const std::string& channel, std::string_view place);
  void spooled(const std::string& channel, Time time);

  // Whether any that was seen was not found; then what was seen is to be told once more.
  [[nodiscard]] bool some_not_found() const;
  void seen_again(const std::string& channel, const std::string& provider_id,
                  const std::string& tracking);

  [[nodiscard]] AuditReport report() && { return std::move(report_); }

 private:
  struct Event {
    std::string channel;
    std::string provider_id;
    Time time{};
  };
  [[nodiscard]] static bool read(std::string_view text, Event& event);

  AuditRow* row(const std::string& day, const std::string& channel);
  void note_id(const Event& event, const std::string& tracking);
  void differ(AuditDifference difference);
  [[nodiscard]] bool concerns(std::string_view channel) const {
    return channel_.empty() || channel_ == channel;
  }

  const std::set<std::string> days_;
  const std::string channel_;
  const Windows windows_;
  const std::function<CivilHour(Time)> calendar_;
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> ids_;  // hash of the id → what is known
  AuditReport report_;
};

}  // namespace crosstown
