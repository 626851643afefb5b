#include <gmock/gmock.h>

#include <fstream>

#include "daemon/config/check.h"
#include "tests/daemon/config/city_folder.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

using ConfigFile = CityFolder;

TEST_F(ConfigFile, FillsInDefaults) {
  const auto config = load(city_with(""));
  ASSERT_TRUE(config) << problems().front();
  const std::string state = (folder_.path() / "state").string();
  EXPECT_EQ(config->state, state);
  EXPECT_THAT(config->city.languages, ElementsAre("en"));
  EXPECT_EQ(config->city.phone_region, "US");
  EXPECT_EQ(config->listen.public_address, "0.0.0.0:8311");
  EXPECT_EQ(config->listen.admin_address, "127.0.0.1:8312");
  EXPECT_EQ(config->listen.control, state + "/control.sock");
  EXPECT_EQ(config->listen.public_url, "");
  EXPECT_FALSE(config->listen.public_tls);
  EXPECT_THAT(config->listen.trusted_proxies, IsEmpty());
  EXPECT_EQ(config->limits.connections, 10000u);
  EXPECT_EQ(config->limits.header_size, 16384u);
  EXPECT_EQ(config->limits.body_size, 10485760u);
  EXPECT_EQ(config->limits.idle, 75s);
  EXPECT_EQ(config->limits.slow_request, 15s);
  EXPECT_EQ(config->limits.lane, 16384u);
  EXPECT_EQ(config->limits.accept_timeout, 10s);
  EXPECT_EQ(config->limits.resident, (Rate{30, 10s}));
  EXPECT_EQ(config->limits.source, (Rate{60, 1s}));
  EXPECT_EQ(config->threads, 0);
  EXPECT_EQ(config->log.level, LogLevel::info);
  EXPECT_EQ(config->log.format, LogFormat::automatic);
  EXPECT_EQ(config->store.kind, StoreSettings::Kind::embedded);
  EXPECT_EQ(config->store.directory, state + "/redis");
  EXPECT_EQ(config->store.append_fsync, "always");
  EXPECT_EQ(config->store.prefix, "ct");
  EXPECT_EQ(config->store.partitions, 1);
  EXPECT_EQ(config->content.path, state + "/content");
  EXPECT_EQ(config->content.quota, 10ull << 30);
  EXPECT_EQ(config->quarantine.path, state + "/quarantine");
  EXPECT_EQ(config->quarantine.quota, 64u << 20);
  EXPECT_EQ(config->quarantine.entries, 10000u);
  ASSERT_EQ(config->channels.size(), 1u);
  EXPECT_EQ(config->channels[0].adapter_name, "webhook");
  EXPECT_EQ(config->channels[0].medium, Medium::walk_in);
  EXPECT_EQ(config->channels[0].conversation_window, 720h);
  EXPECT_EQ(config->channels[0].seen_window, 72h);
  EXPECT_NE(config->channels[0].adapter, nullptr);
  EXPECT_NE(config->rules, nullptr);
  EXPECT_EQ(config->rule_count, 1u);
}

TEST_F(ConfigFile, ReadsEveryKey) {
  folder_.write("tls/cert.pem", "x");
  folder_.write("tls/key.pem", "x");
  folder_.write("redis-password", "s3cret\n");
  const auto config = load(city_with(R"(
city: { name: Río, timezone: Etc/UTC, languages: [es, en], phone_region: MX }
state: var
listen:
  public:
    address: "[::]:443"
    url: https://311.riverbend.example:8443
    trusted_proxies: [10.0.0.0/8, "2001:db8::1", unix]
    tls: { certificate: tls/cert.pem, key: tls/key.pem }
  admin: { address: "unix:/run/ct/admin.sock", hosts: console.riverbend.example }
  control: run/control.sock
limits: { connections: 5, header_size: 4KiB, body_size: 1MiB, body_memory: 2MiB, body_files: 3MiB, idle: 5s, slow_request: 2s, lane: 64, accept_timeout: 500ms, resident: { burst: 7, every: 1m }, source: { burst: 0 } }
threads: 4
log: { level: debug, format: journal }
store:
  redis: { url: "rediss://redis.example.org/3", user: ct, password: { file: redis-password }, ca: tls/cert.pem }
  prefix: river
  partitions: 8
content: { path: /srv/content, quota: 1GiB }
quarantine: { path: q, quota: 2MiB, entries: 7 }
access:
  - { name: desk-1, role: agent, token: { file: token } }
queues: { front-desk: { name: { en: Front desk, es: Recepción } } }
)"));
  ASSERT_TRUE(config) << problems().front();
  const std::string root = folder_.path().string();
  EXPECT_EQ(config->state, root + "/var");
  EXPECT_THAT(config->city.languages, ElementsAre("es", "en"));
  EXPECT_EQ(config->normaliser().default_language, "") << "the language is judged";
  EXPECT_EQ(config->normaliser().phone_region, "MX");
  EXPECT_EQ(config->listen.public_address, "[::]:443");
  EXPECT_EQ(config->listen.public_url, "https://311.riverbend.example:8443");
  EXPECT_THAT(config->listen.trusted_proxies, ElementsAre("10.0.0.0/8", "2001:db8::1", "unix"));
  ASSERT_TRUE(config->listen.public_tls);
  EXPECT_EQ(config->listen.public_tls->key, root + "/tls/key.pem");
  EXPECT_EQ(config->listen.admin_address, "unix:/run/ct/admin.sock");
  EXPECT_THAT(config->listen.admin_hosts, ElementsAre("console.riverbend.example"));
  EXPECT_EQ(config->listen.control, root + "/run/control.sock");
  EXPECT_EQ(config->limits.connections, 5u);
  EXPECT_EQ(config->limits.resident, (Rate{7, 1min}));
  EXPECT_EQ(config->limits.source, (Rate{0, 1s}));
  EXPECT_EQ(config->limits.header_size, 4096u);
  EXPECT_EQ(config->limits.body_memory, 2u << 20);
  EXPECT_EQ(config->limits.body_files, 3u << 20);
  EXPECT_EQ(config->limits.accept_timeout, 500ms);
  EXPECT_EQ(config->limits.lane, 64u);
  EXPECT_EQ(config->threads, 4);
  EXPECT_EQ(config->log.level, LogLevel::debug);
  EXPECT_EQ(config->log.format, LogFormat::journal);
  EXPECT_EQ(config->store.kind, StoreSettings::Kind::tcp);
  EXPECT_TRUE(config->store.tls);
  EXPECT_EQ(config->store.host, "redis.example.org");
  EXPECT_EQ(config->store.database, 3);
  EXPECT_EQ(config->store.user, "ct");
  EXPECT_EQ(config->store.password, "s3cret");
  EXPECT_EQ(config->store.ca_file, root + "/tls/cert.pem");
  EXPECT_EQ(config->store.prefix, "river");
  EXPECT_EQ(config->store.partitions, 8);
  EXPECT_EQ(config->content.path, "/srv/content");
  EXPECT_EQ(config->quarantine.path, root + "/q");
  EXPECT_EQ(config->quarantine.entries, 7u);
  ASSERT_EQ(config->access.size(), 1u);
  EXPECT_EQ(config->access[0].role, "agent");
  // SHA-256 of the token without its newline.
  EXPECT_EQ(config->access[0].token_sha256,
            "da7a09f53263d8eb3f394bb337e58d2a13b6fd2ed721588b294e0d35cf5fbcea");
  EXPECT_EQ(config->queues.at(0).titles.at("es"), "Recepción");
}

TEST_F(ConfigFile, TakesTheStateFolderOfSystemd) {
  ::setenv("STATE_DIRECTORY", "/var/lib/crosstown", 1);
  const auto config = load(city_with(""));
  ::unsetenv("STATE_DIRECTORY");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->state, "/var/lib/crosstown");
  EXPECT_EQ(config->store.directory, "/var/lib/crosstown/redis");
}

TEST_F(ConfigFile, EmbeddedRedisHasItsOwnKeys) {
  const auto config =
      load(city_with("store: { redis: { url: embedded, fsync: everysec, max_memory: 1GiB, server: "
                     "/opt/redis/redis-server } }\n"));
  ASSERT_TRUE(config) << problems().front();
  EXPECT_EQ(config->store.kind, StoreSettings::Kind::embedded);
  EXPECT_EQ(config->store.append_fsync, "everysec");
  EXPECT_EQ(config->store.max_memory, 1ULL << 30);
  EXPECT_EQ(config->store.server, "/opt/redis/redis-server");
}

}  // namespace
}  // namespace crosstown
