// What every channel counts: the same for all, measured by the host, not by the adapter. The books
// balance to the message: received = accepted + refused{code} + quarantined, and accepted = queued
// + self_served + duplicates.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "channels/channel.h"

namespace crosstown {

struct ChannelMetrics {
  prometheus::Counter& received;
  prometheus::Counter& accepted;
  prometheus::Counter& queued;
  prometheus::Counter& self_served;
  prometheus::Counter& duplicates;
  prometheus::Counter& quarantined;
  prometheus::Counter& bytes;
  prometheus::Histogram& seconds;  // request read to answer ready
  std::array<prometheus::Counter*, refusal_codes> refused_by_code;

  [[nodiscard]] prometheus::Counter& refused(RefusalCode code) const {
    return *refused_by_code[static_cast<std::size_t>(code)];
  }
};

class Metrics {
 public:
  Metrics();

  [[nodiscard]] prometheus::Registry& registry() { return *registry_; }

  // A channel's counters live as long as the process, also when a reload removes the channel.
  [[nodiscard]] const ChannelMetrics& channel(const std::string& name);

  // A request that HTTP itself refused, before any channel was known.
  void http_refused(int status);

  // Prometheus' text format.
  [[nodiscard]] std::string text() const;

 private:
  std::shared_ptr<prometheus::Registry> registry_;  // made first: the counters below are its

 public:
  prometheus::Counter& quarantine_full;  // worth keeping, but the channel's quota was used up
  prometheus::Counter& reloads;
  prometheus::Counter& reload_failures;

 private:
  prometheus::Family<prometheus::Counter>& messages_;
  prometheus::Family<prometheus::Counter>& refusals_;
  prometheus::Family<prometheus::Counter>& bytes_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  prometheus::Family<prometheus::Counter>& http_refusals_;
  std::mutex mutex_;  // guards channels_
  std::map<std::string, std::unique_ptr<ChannelMetrics>> channels_;
};

}  // namespace crosstown
