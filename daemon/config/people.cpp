// Who works with the messages, and where: `access:` and `queues:`.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"

namespace crosstown {
namespace {

// A shorter one can be guessed; make-secrets makes them 43 long.
constexpr std::size_t shortest_token = 20;

AccessConfig read_one_access(config::Section& section) {
  static const std::vector<std::string> roles{"agent", "supervisor", "admin"};
  AccessConfig access;
  access.name = section.required_text("name");
  if (const auto role = section.require("role")) {
    if (const auto index = role->one_of(roles)) access.role = roles[*index];
  }
  const std::string token = section.required_secret("token");
  if (!token.empty() && token.size() < shortest_token) {
    section.problem_at("token",
                       fmt::format("the token has fewer than {} characters", shortest_token));
  }
  if (!token.empty()) access.token_sha256 = sha256_hex(token);
  section.finish();
  return access;
}

void check_unique(const config::Section& section, const AccessConfig& access,
                  const std::vector<AccessConfig>& others) {
  for (const AccessConfig& other : others) {
    if (!access.name.empty() && other.name == access.name) {
      section.problem_at("name", fmt::format("there is another \"{}\" under access", access.name));
    }
    if (!access.token_sha256.empty() && other.token_sha256 == access.token_sha256) {
      section.problem_at("token", fmt::format("\"{}\" has the same token", other.name));
    }
  }
}

QueueSettings read_care(config::Section& queue, const std::string& name) {
  using namespace std::chrono_literals;
  constexpr std::chrono::hours day{24};
  QueueSettings care;
  care.name = name;
  care.lease = duration_within(queue, "lease", 1s, 30 * day, care.lease);
  care.max_deliveries =
      static_cast<int>(queue.integer("max_deliveries", 1, 1000, care.max_deliveries));
  care.retention = duration_within(queue, "retention", 0s, 3650 * day, care.retention);
  return care;
}

}  // namespace

std::vector<AccessConfig> read_access(config::Section& root) {
  std::vector<AccessConfig> all;
  const auto value = root.find("access");
  if (!value) return all;
  for (const config::Value& item : value->list()) {
    config::Section section = item.section();
    AccessConfig access = read_one_access(section);
    check_unique(section, access, all);
    all.push_back(std::move(access));
  }
  return all;
}

std::vector<QueueConfig> read_queues(config::Section& root, const CityConfig& city,
                                     const std::vector<std::string>& calendars) {
  std::vector<QueueConfig> queues;
  if (!root.require("queues")) return queues;
  config::Section section = root.section("queues");
  const auto entries = section.named_entries();
  QueueNames names{{}, calendars, city.phone_region};
  for (const auto& [name, value] : entries) names.queues.push_back(name);
  for (const auto& [name, value] : entries) {
    QueueConfig queue;
    queue.name = name;
    config::Section entry = value.section();
    if (const auto title = entry.require("name"))
      queue.titles = read_titles(*title, city.languages);
    read_service(entry, names, queue);
    queue.care = read_care(entry, name);
    entry.finish();
    queues.push_back(std::move(queue));
  }
  check_overflows(section, queues);
  if (queues.empty()) section.problem("queues: there must be at least one");
  return queues;
}

}  // namespace crosstown
