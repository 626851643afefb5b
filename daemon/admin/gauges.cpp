#include "daemon/admin/gauges.h"

#include <chrono>
#include <string>
#include <utility>

namespace crosstown {
namespace {

using Seconds = std::chrono::duration<double>;

// One family; values are added with the value of its one label, or without.
class Gauge {
 public:
  Gauge(const char* name, const char* help, const char* label = nullptr) : label_(label) {
    family_.name = name;
    family_.help = help;
    family_.type = prometheus::MetricType::Gauge;
  }
  void add(auto value, std::string_view labelled = {}) {
    prometheus::ClientMetric metric;
    if (label_) metric.label.push_back({label_, std::string(labelled)});
    metric.gauge.value = static_cast<double>(value);
    family_.metric.push_back(std::move(metric));
  }
  [[nodiscard]] prometheus::MetricFamily take() { return std::move(family_); }

 private:
  const char* label_;
  prometheus::MetricFamily family_;
};

using Families = std::vector<prometheus::MetricFamily>;

void add_doors(const std::vector<DoorLoad>& doors, Families& families) {
  Gauge connections("crosstown_http_connections", "Open connections", "door");
  Gauge memory("crosstown_http_body_memory_bytes", "In use of limits.body_memory", "door");
  Gauge files("crosstown_http_body_files_bytes", "In use of limits.body_files", "door");
  for (const DoorLoad& load : doors) {
    connections.add(load.connections, load.door);
    memory.add(load.body_memory, load.door);
    files.add(load.body_files, load.door);
  }
  for (Gauge* gauge : {&connections, &memory, &files}) families.push_back(gauge->take());
}

void add_content(const ContentUsage& usage, Families& families) {
  Gauge bytes("crosstown_content_bytes", "Attachments and long texts kept");
  Gauge quota("crosstown_content_quota_bytes", "content.quota");
  bytes.add(usage.bytes);
  quota.add(usage.quota);
  for (Gauge* gauge : {&bytes, &quota}) families.push_back(gauge->take());
}

void add_quarantine(const Quarantine& quarantine, Families& families) {
  Gauge bytes("crosstown_quarantine_bytes", "In use of quarantine.quota", "channel");
  Gauge entries("crosstown_quarantine_entries", "Requests that wait for an operator", "channel");
  for (const auto& [channel, usage] : quarantine.usage()) {
    bytes.add(usage.bytes, channel);
    entries.add(usage.entries, channel);
  }
  for (Gauge* gauge : {&bytes, &entries}) families.push_back(gauge->take());
}

void add_store(const StoreHealth& health, Families& families) {
  Gauge accepted("crosstown_last_accepted_timestamp_seconds",
                 "When the store last kept a message, since 1970; 0: not since the start");
  Gauge waiting("crosstown_oldest_waiting_seconds",
                "How long the oldest message has been waiting for the store");
  accepted.add(Seconds(health.last_accepted.time_since_epoch()).count());
  waiting.add(Seconds(health.oldest_waiting).count());
  for (Gauge* gauge : {&accepted, &waiting}) families.push_back(gauge->take());
}

}  // namespace

std::vector<prometheus::MetricFamily> gauges(const AdminParts& parts) {
  Families families;
  add_doors(parts.door_loads(), families);
  add_content(parts.content.usage(), families);
  add_quarantine(parts.quarantine, families);
  add_store(parts.store.health(), families);
  return families;
}

}  // namespace crosstown
