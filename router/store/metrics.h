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
  prometheus::Histogram& call_seconds;  // one batch, sent to answered
  prometheus::Counter& redis_errors;    // a call that Redis answered with an error
  prometheus::Counter& connects;
  prometheus::Gauge& up;
};

}  // namespace crosstown
