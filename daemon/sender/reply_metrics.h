// What is counted of replies, by channel: queued = sent + failed + unknown + opted_out + waiting.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <string>

#include "router/outbox/outbox.h"

namespace crosstown {

// From any thread.
class ReplyMetrics {
 public:
  explicit ReplyMetrics(prometheus::Registry& registry);

  // queued; sent, failed, unknown, opted_out; of the sent: delivered, undelivered; and what may
  // come often: retried, looked_up, reported_sent.
  void count(const std::string& channel, const char* outcome);
  // From queued to taken by the provider.
  void took(const std::string& channel, std::chrono::milliseconds time);
  void set_depth(int partition, const Outbox::Depth& depth);
  void set_lease(int partition, bool held);

 private:
  prometheus::Family<prometheus::Counter>& replies_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  prometheus::Family<prometheus::Gauge>& waiting_;
  prometheus::Family<prometheus::Gauge>& lease_;
};

}  // namespace crosstown
