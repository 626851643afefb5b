// What a lane counts. The registry owns the metrics and outlives the lanes.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace crosstown {

struct LaneMetrics {
  LaneMetrics(prometheus::Registry& registry, int partition);

  prometheus::Counter& pushed;  // depth of the lane = pushed − popped
  prometheus::Counter& popped;
  prometheus::Counter& full;  // turned away: the lane was full
  prometheus::Counter& expired;
  prometheus::Histogram& batch_size;
  // From sending to the answer: a batch of messages, a lease of numbers, a request's status and
  // other questions.
  prometheus::Histogram& accept_seconds;
  prometheus::Histogram& lease_seconds;
  prometheus::Histogram& look_up_seconds;
  prometheus::Counter& redis_errors;  // a call that Redis answered with an error
  prometheus::Counter& connects;
  prometheus::Gauge& up;
};

}  // namespace crosstown
