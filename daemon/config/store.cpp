// `store:`.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"
#include "daemon/config/url.h"

namespace crosstown {
namespace {

using Kind = StoreSettings::Kind;

// Never repeats the URL: it may hold a password.
void read_url(const config::Value& value, StoreSettings& store) {
  const std::string url = value.text("embedded");
  if (const auto mistake = read_redis_url(url, store)) {
    value.problem(fmt::format("the address of Redis: {}", mistake->text));
  }
}

void only_for(config::Section& redis, std::string_view key, bool fits, std::string_view where) {
  if (redis.has(key) && !fits) redis.problem_at(key, fmt::format("{} is for {} only", key, where));
}

// What stands there must mean something for that kind of Redis.
void check_fit(config::Section& redis, const StoreSettings& store) {
  const bool embedded = store.kind == Kind::embedded;
  only_for(redis, "user", !embedded, "a Redis of your own");
  only_for(redis, "password", !embedded, "a Redis of your own");
  only_for(redis, "ca", store.tls, "rediss://");
  only_for(redis, "sentinel", store.kind == Kind::sentinel, "redis+sentinel://");
  only_for(redis, "replicas", !embedded, "a Redis of your own");
  only_for(redis, "fsync", embedded, "the embedded Redis");
  only_for(redis, "max_memory", embedded, "the embedded Redis");
  only_for(redis, "server", embedded, "the embedded Redis");
}

void read_login(config::Section& redis, StoreSettings& store) {
  if (redis.has("user")) {
    if (!store.user.empty()) redis.problem_at("user", "the user stands in the url already");
    store.user = redis.required_text("user");
  }
  if (redis.has("password")) {
    if (!store.password.empty())
      redis.problem_at("password", "the password stands in the url already");
    store.password = redis.required_secret("password");
  }
}

void read_sentinel(config::Section sentinel, StoreSettings& store) {
  if (sentinel.has("user")) store.sentinel_user = sentinel.required_text("user");
  store.sentinel_password = sentinel.required_secret("password");
  sentinel.finish();
}

void read_redis_map(config::Section redis, StoreSettings& store) {
  static const std::vector<std::string> syncs{"always", "everysec"};
  const auto url = redis.require("url");
  if (url) read_url(*url, store);
  read_login(redis, store);
  if (url) check_fit(redis, store);
  if (redis.has("ca")) store.ca_file = readable_file(redis, "ca");
  if (const auto sync = redis.find("fsync"))
    store.append_fsync = syncs[sync->one_of(syncs).value_or(0)];
  store.max_memory = size_within(redis, "max_memory", 64 << 20, 1ull << 40, store.max_memory);
  if (redis.has("server")) store.server = redis.required_text("server");
  if (redis.has("sentinel")) read_sentinel(redis.section("sentinel"), store);
  store.replicas = static_cast<int>(redis.integer("replicas", 0, 10, store.replicas));
  store.replica_timeout = duration_within(redis, "replica_timeout", std::chrono::milliseconds(10),
                                          std::chrono::seconds(10), store.replica_timeout);
  redis.finish();
}

bool is_prefix(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), fits);
}

void read_spool(config::Section spool, StoreSettings& store) {
  store.spool_path = path_of(spool, "path", store.spool_path).string();
  store.spool_limit = size_within(spool, "max_size", 1 << 20, 1ull << 40, store.spool_limit);
  store.spool_patience = duration_within(spool, "patience", std::chrono::milliseconds(50),
                                         std::chrono::seconds(10), store.spool_patience);
  store.spool_numbers =
      static_cast<std::uint32_t>(spool.integer("numbers", 32, 100'000, store.spool_numbers));
  spool.finish();
}

}  // namespace

StoreSettings read_store(config::Section& root, const std::filesystem::path& state) {
  StoreSettings store;
  store.directory = (state / "redis").string();
  store.spool_path = (state / "spool").string();
  config::Section section = root.section("store");
  if (const auto redis = section.find("redis")) {
    if (redis->is_map()) {
      read_redis_map(redis->section(), store);
    } else {
      read_url(*redis, store);
    }
  }
  read_spool(section.section("spool"), store);
  store.prefix = section.text("prefix", store.prefix);
  if (!is_prefix(store.prefix)) {
    section.problem_at("prefix", "prefix must be 1 to 32 letters, digits, \"-\" and \"_\"");
  }
  store.partitions = static_cast<int>(section.integer("partitions", 1, 1024, store.partitions));
  section.finish();
  return store;
}

}  // namespace crosstown
