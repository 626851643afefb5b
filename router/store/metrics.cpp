#include "router/store/metrics.h"

#include <string>

namespace crosstown {
namespace {

prometheus::Counter& counter(prometheus::Registry& registry, const char* name, const char* help,
                             const std::string& lane) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({{"lane", lane}});
}

prometheus::Histogram& calls(prometheus::Registry& registry, const char* call, int partition) {
  static const prometheus::Histogram::BucketBoundaries seconds{
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5};
  return prometheus::BuildHistogram()
      .Name("crosstown_redis_call_seconds")
      .Help("One call of Redis, from sending to its answer: accept is a batch of messages")
      .Register(registry)
      .Add({{"call", call}, {"lane", std::to_string(partition)}}, seconds);
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
      batch_size(
          prometheus::BuildHistogram()
              .Name("crosstown_lane_batch_size")
              .Help("Messages in one call")
              .Register(registry)
              .Add({{"lane", std::to_string(partition)}},
                   prometheus::Histogram::BucketBoundaries{1, 2, 4, 8, 16, 32, 64, 128, 256})),
      accept_seconds(calls(registry, "accept", partition)),
      lease_seconds(calls(registry, "lease", partition)),
      look_up_seconds(calls(registry, "look_up", partition)),
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
