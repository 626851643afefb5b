#include "daemon/metrics.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>

namespace crosstown {
namespace {

prometheus::Family<prometheus::Counter>& counters(prometheus::Registry& registry, const char* name,
                                                  const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

const prometheus::Histogram::BucketBoundaries seconds_buckets{
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 15};

}  // namespace

Metrics::Metrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      quarantine_full(counters(*registry_, "crosstown_quarantine_full_total",
                               "Requests that the quarantine had no room for")
                          .Add({})),
      answers_given(counters(*registry_, "crosstown_answers_total",
                             "Messages that the answer book was asked about")
                        .Add({{"outcome", "given"}})),
      answers_suggested(counters(*registry_, "crosstown_answers_total",
                                 "Messages that the answer book was asked about")
                            .Add({{"outcome", "suggested"}})),
      answers_none(counters(*registry_, "crosstown_answers_total",
                            "Messages that the answer book was asked about")
                       .Add({{"outcome", "none"}})),
      reloads(counters(*registry_, "crosstown_reloads_total", "Configurations applied")
                  .Add({{"result", "applied"}})),
      reload_failures(counters(*registry_, "crosstown_reloads_total", "Configurations applied")
                          .Add({{"result", "refused"}})),
      messages_(counters(*registry_, "crosstown_messages_total",
                         "Messages by channel and fate: received = accepted + refused + "
                         "quarantined; accepted = queued + "
                         "self_served + duplicate + spooled; drained: spooled, and in Redis now")),
      refusals_(counters(*registry_, "crosstown_refused_total", "Messages refused, by reason")),
      bytes_(counters(*registry_, "crosstown_channel_bytes_total", "Bytes of request bodies")),
      seconds_(prometheus::BuildHistogram()
                   .Name("crosstown_channel_seconds")
                   .Help("From a request read to its answer ready, by the host's clock")
                   .Register(*registry_)),
      http_refused_(counters(*registry_, "crosstown_http_refused_total",
                             "Errors that a door answered by itself: before a body was read, of "
                             "HTTP's own, and 500")),
      turned_away_(counters(*registry_, "crosstown_http_turned_away_total",
                            "Connections closed because limits.connections were open")),
      overflowed_(counters(*registry_, "crosstown_queue_overflowed_total",
                           "New requests that went to another queue, since the rules' queue had "
                           "too much work")),
      calls_(counters(*registry_, "crosstown_calls_total",
                      "Telephone calls by channel and by how they ended for the caller")) {}

const ChannelMetrics& Metrics::channel(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  auto& entry = channels_[name];
  if (!entry) {
    const auto fate = [&](const char* word) -> prometheus::Counter& {
      return messages_.Add({{"channel", name}, {"fate", word}});
    };
    entry = std::make_unique<ChannelMetrics>(
        ChannelMetrics{fate("received"),
                       fate("accepted"),
                       fate("queued"),
                       fate("self_served"),
                       fate("duplicate"),
                       fate("spooled"),
                       fate("drained"),
                       fate("quarantined"),
                       fate("flooding"),
                       bytes_.Add({{"channel", name}}),
                       seconds_.Add({{"channel", name}}, seconds_buckets),
                       {}});
    for (std::size_t i = 0; i < refusal_codes; ++i) {
      const std::string code(rule_of(static_cast<RefusalCode>(i)).name);
      entry->refused_by_code[i] = &refusals_.Add({{"channel", name}, {"code", code}});
    }
  }
  return *entry;
}

prometheus::Counter& Metrics::overflowed(std::string_view queue) {
  return overflowed_.Add({{"queue", std::string(queue)}});
}

void Metrics::call_ended(const std::string& channel, std::string_view result) {
  calls_.Add({{"channel", channel}, {"result", std::string(result)}}).Increment();
}

DoorMetrics Metrics::door(const std::string& name) {
  DoorMetrics metrics;
  metrics.door_ = name;
  metrics.refused_ = &http_refused_;
  metrics.turned_away_ = &turned_away_.Add({{"door", name}});
  return metrics;
}

void DoorMetrics::refused(int status) {
  refused_->Add({{"door", door_}, {"status", std::to_string(status)}}).Increment();
}

std::string Metrics::text(std::vector<prometheus::MetricFamily> read_now) const {
  std::vector<prometheus::MetricFamily> all = registry_->Collect();
  std::move(read_now.begin(), read_now.end(), std::back_inserter(all));
  return prometheus::TextSerializer().Serialize(all);
}

}  // namespace crosstown
