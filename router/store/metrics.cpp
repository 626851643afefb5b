#include "router/store/metrics.h"

#include <string>

namespace crosstown {
namespace {

prometheus::Counter& counter(prometheus::Registry& registry, const char* name, const char* help,
                             const std::string& lane) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({{"lane", lane}});
}

prometheus::Histogram& histogram(prometheus::Registry& registry, const char* name, const char* help,
                                 const std::string& lane,
                                 const prometheus::Histogram::BucketBoundaries& bounds) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({{"lane", lane}},
                                                                                   bounds);
}

}  // namespace

LaneMetrics::LaneMetrics(prometheus::Registry& registry, int partition)
    : pushed(counter(registry, "crosstown_lane_pushed_total", "Messages pushed into the lane",
                     std::to_string(partition))),
      popped(counter(registry, "crosstown_lane_popped_total", "Messages that left the lane",
                     std::to_string(partition))),
      full(counter(registry, "crosstown_lane_full_total",
                   "Messages turned away because the lane was full", std::to_string(partition))),
      expired(counter(registry, "crosstown_lane_expired_total",
                      "Messages that Redis did not take in time", std::to_string(partition))),
      batch_size(histogram(registry, "crosstown_lane_batch_size", "Messages in one call",
                           std::to_string(partition), {1, 2, 4, 8, 16, 32, 64, 128, 256})),
      call_seconds(histogram(
          registry, "crosstown_redis_call_seconds", "One batch, from sending to its answer",
          std::to_string(partition),
          {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5})),
      redis_errors(counter(registry, "crosstown_redis_errors_total",
                           "Calls that Redis answered with an error", std::to_string(partition))),
      connects(counter(registry, "crosstown_redis_connects_total", "Connections made to Redis",
                       std::to_string(partition))),
      up(prometheus::BuildGauge()
             .Name("crosstown_redis_up")
             .Help("1 while Redis answers")
             .Register(registry)
             .Add({{"lane", std::to_string(partition)}})) {}

}  // namespace crosstown
