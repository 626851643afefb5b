// What a reload cannot change. A key that is not in restart_keys() is live.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"

namespace crosstown {
namespace {

std::string host_and_port(const RedisNode& node) {
  const bool v6 = node.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", v6 ? "[" : "", node.host, v6 ? "]" : "", node.port);
}

std::string hosts(const StoreSettings& store) {
  std::string all;
  for (const RedisNode& node : store.nodes)
    all.append(all.empty() ? "" : ",").append(host_and_port(node));
  return all;
}

// The value as the file would have it, without secrets.
std::string redis_address(const StoreSettings& store) {
  switch (store.kind) {
    case StoreSettings::Kind::embedded: return "embedded";
    case StoreSettings::Kind::unix_socket: return "redis+unix://" + store.path;
    case StoreSettings::Kind::tcp:
      return fmt::format("{}://{}/{}", store.tls ? "rediss" : "redis",
                         host_and_port({store.host, store.port}), store.database);
    case StoreSettings::Kind::sentinel:
      return fmt::format("{}+sentinel://{}/{}/{}", store.tls ? "rediss" : "redis", hosts(store),
                         store.master_name, store.database);
    case StoreSettings::Kind::cluster:
      return fmt::format("{}+cluster://{}", store.tls ? "rediss" : "redis", hosts(store));
  }
  return {};
}

std::string threads_text(int threads) { return threads == 0 ? "auto" : std::to_string(threads); }

std::string format_text(LogFormat format) {
  return format == LogFormat::console   ? "console"
         : format == LogFormat::journal ? "journal"
                                        : "auto";
}

constexpr std::string_view password_key = "store.redis.password";
constexpr std::string_view sentinel_password_key = "store.redis.sentinel.password";

template <class Named>
std::vector<std::string> removed(const std::vector<Named>& running,
                                 const std::vector<Named>& wanted) {
  std::vector<std::string> names;
  for (const Named& had : running) {
    const bool kept = std::any_of(wanted.begin(), wanted.end(),
                                  [&](const Named& has) { return has.name == had.name; });
    if (!kept) names.push_back(had.name);
  }
  return names;
}

void add_mail_door(std::vector<RestartKey>& keys, std::string_view name,
                   const std::optional<MailDoorConfig>& door) {
  const auto add = [&](std::string_view key, std::string value) {
    keys.push_back({fmt::format("{}.{}", name, key), door ? std::move(value) : "", {}});
  };
  const MailDoorConfig given = door.value_or(MailDoorConfig{});
  const TlsConfig tls = given.tls.value_or(TlsConfig{});
  add("address", given.address);
  add("host", given.host);
  add("max_size", std::to_string(given.max_size));
  add("connections", std::to_string(given.connections));
  add("require_tls", given.require_tls ? "true" : "false");
  add("tls.certificate", tls.certificate);
  add("tls.key", tls.key);
}

}  // namespace

std::vector<RestartKey> restart_keys(const Config& config, const config::Document& document) {
  const ListenConfig& listen = config.listen;
  const LimitsConfig& limits = config.limits;
  const StoreSettings& store = config.store;
  const TlsConfig public_tls = listen.public_tls.value_or(TlsConfig{});
  const TlsConfig admin_tls = listen.admin_tls.value_or(TlsConfig{});
  std::vector<RestartKey> keys{
      {"state", config.state.string(), {}},
      {"listen.public.address", listen.public_address, {}},
      {"listen.public.url", listen.public_url, {}},
      {"listen.public.trusted_proxies",
       fmt::format("{}", fmt::join(listen.trusted_proxies, ", ")),
       {}},
      {"listen.public.tls.certificate", public_tls.certificate, {}},
      {"listen.public.tls.key", public_tls.key, {}},
      {"listen.admin.address", listen.admin_address, {}},
      {"listen.admin.tls.certificate", admin_tls.certificate, {}},
      {"listen.admin.tls.key", admin_tls.key, {}},
      {"listen.control", listen.control, {}},
      {"outgoing.allow", fmt::format("{}", fmt::join(config.outgoing.allowed, ", ")), {}},
      {"outgoing.ca_file", config.outgoing.ca_file, {}},
      {"outgoing.connect_timeout",
       fmt::format("{}ms", config.outgoing.connect_timeout.count()),
       {}},
      {"outgoing.timeout", fmt::format("{}ms", config.outgoing.timeout.count()), {}},
      {"limits.connections", std::to_string(limits.connections), {}},
      {"limits.header_size", std::to_string(limits.header_size), {}},
      {"limits.body_memory", std::to_string(limits.body_memory), {}},
      {"limits.body_files", std::to_string(limits.body_files), {}},
      {"limits.idle", fmt::format("{}ms", limits.idle.count()), {}},
      {"limits.slow_request", fmt::format("{}ms", limits.slow_request.count()), {}},
      {"limits.lane", std::to_string(limits.lane), {}},
      {"threads", threads_text(config.threads), {}},
      {"log.format", format_text(config.log.format), {}},
      {"store.redis", redis_address(store), {}},
      {"store.redis.user", store.user, {}},
      {std::string(password_key), store.password.empty() ? "" : sha256_hex(store.password), {}},
      {"store.redis.ca", store.ca_file, {}},
      {"store.redis.fsync", store.append_fsync, {}},
      {"store.redis.max_memory", std::to_string(store.max_memory), {}},
      {"store.redis.server", store.server, {}},
      {"store.redis.sentinel.user", store.sentinel_user, {}},
      {std::string(sentinel_password_key),
       store.sentinel_password.empty() ? "" : sha256_hex(store.sentinel_password),
       {}},
      {"store.redis.replicas", std::to_string(store.replicas), {}},
      {"store.redis.replica_timeout", fmt::format("{}ms", store.replica_timeout.count()), {}},
      {"store.prefix", store.prefix, {}},
      {"store.partitions", std::to_string(store.partitions), {}},
      {"store.spool.path", store.spool_path, {}},
      {"store.spool.max_size", std::to_string(store.spool_limit), {}},
      {"store.spool.patience", fmt::format("{}ms", store.spool_patience.count()), {}},
      {"store.spool.numbers", std::to_string(store.spool_numbers), {}},
      {"content.path", config.content.path, {}},
      {"content.quota", std::to_string(config.content.quota), {}},
      {"quarantine.path", config.quarantine.path, {}},
      {"quarantine.quota", std::to_string(config.quarantine.quota), {}},
      {"quarantine.entries", std::to_string(config.quarantine.entries), {}},
  };
  add_mail_door(keys, "listen.lmtp", listen.lmtp);
  add_mail_door(keys, "listen.smtp", listen.smtp);
  for (RestartKey& key : keys) key.mark = document.place(key.name);
  return keys;
}

std::vector<config::Problem> reload_blockers(const Config& running, const Config& wanted) {
  std::vector<config::Problem> blockers;
  for (const RestartKey& now : running.restart_keys) {
    const auto then = std::find_if(wanted.restart_keys.begin(), wanted.restart_keys.end(),
                                   [&](const RestartKey& key) { return key.name == now.name; });
    if (then == wanted.restart_keys.end() || then->value == now.value) continue;
    const std::string change =
        now.name == password_key || now.name == sentinel_password_key
            ? "it changed"
            : fmt::format("it is \"{}\" and would be \"{}\"", now.value, then->value);
    blockers.push_back({wanted.file.string(), then->mark,
                        fmt::format("{} needs a restart: {}", now.name, change)});
  }
  return blockers;
}

std::vector<std::string> removed_queues(const Config& running, const Config& wanted) {
  return removed(running.queues, wanted.queues);
}

std::vector<config::Problem> channel_blockers(
    const Config& running, const Config& wanted,
    const std::map<std::string, std::uint64_t, std::less<>>& quarantined) {
  std::vector<config::Problem> blockers;
  for (const std::string& channel : removed(running.channels, wanted.channels)) {
    const auto held = quarantined.find(channel);
    if (held == quarantined.end() || held->second == 0) continue;
    blockers.push_back(
        {wanted.file.string(), wanted.channels_mark,
         fmt::format("channel \"{}\" cannot be removed: {} of its requests wait in quarantine; "
                     "release or drop them first",
                     channel, held->second)});
  }
  return blockers;
}

}  // namespace crosstown
