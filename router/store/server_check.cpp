#include "router/store/server_check.h"

#include <fmt/format.h>

#include <charconv>

namespace crosstown {
namespace {

using Kind = StoreSettings::Kind;
using namespace std::chrono_literals;

constexpr int oldest_major = 7;
constexpr auto clock_tolerance = 2s;
constexpr std::uint64_t fullest_percent = 80;

template <class Number>
Number number_from(std::string_view digits) {
  Number number{};
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

bool fails_over(const StoreSettings& settings) {
  return settings.kind == Kind::sentinel || settings.kind == Kind::cluster;
}

std::string refusal(const ServerFacts& facts, const StoreSettings& settings) {
  if (!facts.version.empty() && number_from<int>(facts.version) < oldest_major)
    return fmt::format("this is Redis {}: 7.0 or newer is needed", facts.version);
  if (facts.mode == "sentinel")
    return "this is a sentinel: write redis+sentinel://HOST:PORT/MASTER-NAME";
  if (facts.mode == "cluster" && settings.kind != Kind::cluster)
    return "this is a node of a cluster: write redis+cluster://HOST:PORT";
  if (facts.mode == "standalone" && settings.kind == Kind::cluster)
    return "this is no node of a cluster: write redis://HOST:PORT";
  if (facts.role == "slave")
    return fmt::format("this is a replica of {}: name that one, or redis+sentinel:// to follow it",
                       facts.master);
  return {};
}

void check_disk(const ServerFacts& facts, std::vector<std::string>& warnings) {
  if (!facts.append_only) {
    warnings.push_back(
        facts.snapshots.empty()
            ? "Redis writes nothing to disk, so its restart loses every message: CONFIG SET "
              "appendonly yes, then CONFIG SET appendfsync always, then CONFIG REWRITE"
            : "Redis writes snapshots only, so a crash loses what came since the last one: CONFIG "
              "SET appendonly yes, then CONFIG SET appendfsync always, then CONFIG REWRITE");
  } else if (facts.append_fsync == "everysec") {
    warnings.push_back(
        "Redis syncs once a second, so a power cut may take what it accepted in the last two: "
        "CONFIG SET appendfsync always, then CONFIG REWRITE");
  } else if (facts.append_fsync == "no") {
    warnings.push_back(
        "Redis never syncs, so a power cut may take half a minute of messages: CONFIG SET "
        "appendfsync always, then CONFIG REWRITE");
  } else if (facts.append_fsync.empty()) {
    warnings.push_back(
        "whether Redis syncs before it answers is not known, since its user may not ask: ACL "
        "SETUSER with +config|get, or see for yourself that appendfsync is always");
  }
  if (facts.append_only && facts.last_aof_write == "err")
    warnings.push_back("Redis could not write its journal: look at its disk and its log");
  if (!facts.append_only && facts.last_snapshot == "err")
    warnings.push_back("Redis could not write its last snapshot: look at its disk and its log");
}

void check_memory(const ServerFacts& facts, std::vector<std::string>& warnings) {
  if (!facts.policy.empty() && facts.policy != "noeviction") {
    warnings.push_back(fmt::format(
        "Redis throws messages away when its memory is full (maxmemory-policy {}): CONFIG SET "
        "maxmemory-policy noeviction, then CONFIG REWRITE",
        facts.policy));
  }
  if (facts.max_memory > 0 && facts.used_memory > facts.max_memory / 100 * fullest_percent) {
    warnings.push_back(fmt::format("Redis has filled {} % of its maxmemory: raise it",
                                   facts.used_memory * 100 / facts.max_memory));
  }
}

void check_replicas(const ServerFacts& facts, const StoreSettings& settings,
                    std::vector<std::string>& warnings) {
  if (facts.replicas < settings.replicas) {
    warnings.push_back(fmt::format(
        "store.redis.replicas is {}, and {} are connected: nothing is accepted but by the spool",
        settings.replicas, facts.replicas));
  }
  if (!fails_over(settings)) return;
  if (facts.replicas == 0) {
    warnings.push_back("no replica is connected, so there is nothing to fail over to");
  } else if (settings.replicas == 0) {
    warnings.push_back(
        "a failover may take what was accepted in its last moment: store.redis.replicas waits for "
        "the replicas");
  } else if (facts.replicas > settings.replicas) {
    // One that has not heard of a failover yet acknowledges what the old master sends, and forgets
    // it when it follows the new one.
    warnings.push_back(fmt::format(
        "{} replicas are connected and {} waited for, so a failover may still take what "
        "was accepted in its last moment: store.redis.replicas: {}",
        facts.replicas, settings.replicas, facts.replicas));
  }
}

}  // namespace

std::string_view info_field(std::string_view info, std::string_view key) {
  std::size_t at = 0;
  while ((at = info.find(key, at)) != std::string_view::npos) {
    const bool begins = at == 0 || info[at - 1] == '\n';
    const std::size_t behind = at + key.size();
    if (begins && behind < info.size() && info[behind] == ':') {
      info.remove_prefix(behind + 1);
      return info.substr(0, info.find_first_of("\r\n"));
    }
    at = behind;
  }
  return {};
}

void read_info(std::string_view info, ServerFacts& facts) {
  const auto field = [info](std::string_view key) { return info_field(info, key); };
  facts.version = field("redis_version");
  facts.mode = field("redis_mode");
  facts.role = field("role");
  if (facts.role == "slave")
    facts.master = fmt::format("{}:{}", field("master_host"), field("master_port"));
  facts.history = field("master_replid");
  facts.policy = field("maxmemory_policy");
  facts.append_only = field("aof_enabled") == "1";
  facts.last_aof_write = field("aof_last_write_status");
  facts.last_snapshot = field("rdb_last_bgsave_status");
  facts.max_memory = number_from<std::uint64_t>(field("maxmemory"));
  facts.used_memory = number_from<std::uint64_t>(field("used_memory"));
  facts.replicas = number_from<int>(field("connected_slaves"));
}

ServerFindings judge(const ServerFacts& facts, const StoreSettings& settings) {
  ServerFindings findings;
  findings.refusal = refusal(facts, settings);
  if (!findings.refusal.empty()) return findings;
  check_disk(facts, findings.warnings);
  check_memory(facts, findings.warnings);
  check_replicas(facts, settings, findings.warnings);
  if (std::chrono::abs(facts.clock_ahead) > clock_tolerance) {
    findings.warnings.push_back(fmt::format(
        "the clock of Redis is {:.1f} s {} ours: set both by NTP (timedatectl set-ntp true)",
        std::chrono::duration<double>(std::chrono::abs(facts.clock_ahead)).count(),
        facts.clock_ahead > 0s ? "ahead of" : "behind"));
  }
  findings.may_forget = fails_over(settings) || settings.replicas > 0 || !facts.append_only ||
                        facts.append_fsync != "always";
  return findings;
}

}  // namespace crosstown
