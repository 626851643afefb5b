// What every channel counts: the same for all, measured by the host, not by the adapter. The books
// balance to the message: received = accepted + refused{code} + quarantined, and accepted = queued
// + self_served + duplicates + spooled. What comes out of the spool is counted apart, as drained:
// the daemon that accepted it may have been an earlier one.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "channels/channel.h"

namespace crosstown {

struct ChannelMetrics {
  prometheus::Counter& received;
  prometheus::Counter& accepted;
  prometheus::Counter& queued;
  prometheus::Counter& self_served;
  prometheus::Counter& duplicates;
  prometheus::Counter& spooled;  // accepted while Redis was away
  prometheus::Counter& drained;  // of those, or of an earlier daemon's, what Redis has now
  prometheus::Counter& quarantined;
  prometheus::Counter& flooding;  // of the accepted: from residents past limits.resident
  prometheus::Counter& bytes;
  prometheus::Histogram& seconds;  // request read to answer ready
  std::array<prometheus::Counter*, refusal_codes> refused_by_code;

  [[nodiscard]] prometheus::Counter& refused(RefusalCode code) const {
    return *refused_by_code[static_cast<std::size_t>(code)];
  }
};

// What every door counts: what was answered in place of whatever stands behind it. A channel never
// sees these requests, with one exception: a 500 may have been received by one (and is refused
// there as `internal`).
class DoorMetrics {
 public:
  void refused(int status);
  void turned_away() { turned_away_->Increment(); }

 private:
  friend class Metrics;
  std::string door_;
  prometheus::Family<prometheus::Counter>* refused_ = nullptr;
  prometheus::Counter* turned_away_ = nullptr;
};

class Metrics {
 public:
  Metrics();

  [[nodiscard]] prometheus::Registry& registry() { return *registry_; }

  // A channel's counters live as long as the process, also when a reload removes the channel.
  [[nodiscard]] const ChannelMetrics& channel(const std::string& name);

  // New requests that went elsewhere since a queue had too much work.
  [[nodiscard]] prometheus::Counter& overflowed(std::string_view queue);

  // One call, by how it ended for the caller: "solved", "answered", "rescued", "lost" …
  void call_ended(const std::string& channel, std::string_view result);

  // `door`: public, admin or control.
  [[nodiscard]] DoorMetrics door(const std::string& name);

  // Prometheus' text format: what was counted, and behind it what was `read_now`.
  [[nodiscard]] std::string text(std::vector<prometheus::MetricFamily> read_now) const;

 private:
  std::shared_ptr<prometheus::Registry> registry_;  // made first: the counters below are its

 public:
  prometheus::Counter&
      quarantine_full;  // worth keeping, but there was no room: quota, or line for the disk
  // What became of messages that the answer book was asked about.
  prometheus::Counter& answers_given;
  prometheus::Counter& answers_suggested;
  prometheus::Counter& answers_none;
  prometheus::Counter& reloads;
  prometheus::Counter& reload_failures;

 private:
  prometheus::Family<prometheus::Counter>& messages_;
  prometheus::Family<prometheus::Counter>& refusals_;
  prometheus::Family<prometheus::Counter>& bytes_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  prometheus::Family<prometheus::Counter>& http_refused_;
  prometheus::Family<prometheus::Counter>& turned_away_;
  prometheus::Family<prometheus::Counter>& overflowed_;
  prometheus::Family<prometheus::Counter>& calls_;
  std::mutex mutex_;  // guards channels_
  std::map<std::string, std::unique_ptr<ChannelMetrics>> channels_;
};

}  // namespace crosstown
