#include "daemon/sender/reply_metrics.h"

namespace crosstown {
namespace {

const prometheus::Histogram::BucketBoundaries seconds_buckets{0.1, 0.25, 0.5, 1,   2.5,  5,
                                                              15,  60,   300, 900, 3600, 86400};

}  // namespace

ReplyMetrics::ReplyMetrics(prometheus::Registry& registry)
    : replies_(prometheus::BuildCounter()
                   .Name("crosstown_replies_total")
                   .Help("Replies by channel and what became of them; retried and looked_up may be "
                         "more than one of a reply")
                   .Register(registry)),
      seconds_(prometheus::BuildHistogram()
                   .Name("crosstown_reply_seconds")
                   .Help("From a reply queued to taken by its provider")
                   .Register(registry)),
      waiting_(prometheus::BuildGauge()
                   .Name("crosstown_outbox_entries")
                   .Help("Replies in the outbox, by lane; later: wait for a time; sending: with a "
                         "provider. As the holder of the lease last saw it")
                   .Register(registry)),
      lease_(prometheus::BuildGauge()
                 .Name("crosstown_sender_lease")
                 .Help("1: this daemon sends the partition's replies")
                 .Register(registry)) {}

void ReplyMetrics::count(const std::string& channel, const char* outcome) {
  replies_.Add({{"channel", channel}, {"outcome", outcome}}).Increment();
}

void ReplyMetrics::took(const std::string& channel, std::chrono::milliseconds time) {
  seconds_.Add({{"channel", channel}}, seconds_buckets)
      .Observe(std::chrono::duration<double>(time).count());
}

void ReplyMetrics::set_depth(int partition, const Outbox::Depth& depth) {
  const auto set = [&](std::string_view place, std::int64_t entries) {
    waiting_.Add({{"partition", std::to_string(partition)}, {"place", std::string(place)}})
        .Set(static_cast<double>(entries));
  };
  for (int lane = 0; lane < 4; ++lane)
    set(to_text(static_cast<OutboxLane>(lane)), depth.lanes[lane]);
  set("later", depth.later);
  set("sending", depth.sending);
}

void ReplyMetrics::set_lease(int partition, bool held) {
  lease_.Add({{"partition", std::to_string(partition)}}).Set(held ? 1 : 0);
}

}  // namespace crosstown
