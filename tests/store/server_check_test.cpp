// Which settings of a Redis are refused, and which are complained of.
#include "router/store/server_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = StoreSettings::Kind;

ServerFacts sound() {
  ServerFacts facts;
  facts.version = "7.0.15";
  facts.mode = "standalone";
  facts.role = "master";
  facts.history = "h";
  facts.policy = "noeviction";
  facts.append_fsync = "always";
  facts.last_aof_write = "ok";
  facts.append_only = true;
  return facts;
}

StoreSettings of(Kind kind, int replicas = 0) {
  StoreSettings settings;
  settings.kind = kind;
  settings.replicas = replicas;
  return settings;
}

TEST(ServerCheck, ASoundServerIsNotComplainedOf) {
  const auto findings = judge(sound(), of(Kind::tcp));
  EXPECT_EQ(findings.refusal, "");
  EXPECT_THAT(findings.warnings, IsEmpty());
  EXPECT_FALSE(findings.may_forget);
}

TEST(ServerCheck, Refusals) {
  struct Case {
    std::string version, mode, role;
    Kind kind;
    std::string expected;
  };
  const Case cases[] = {
      {"6.2.7", "standalone", "master", Kind::tcp, "this is Redis 6.2.7: 7.0 or newer is needed"},
      {"10.0.1", "standalone", "master", Kind::tcp, ""},
      {"7.0.15", "standalone", "slave", Kind::tcp,
       "this is a replica of 10.0.0.1:6379: name that one, or redis+sentinel:// to follow it"},
      {"7.0.15", "cluster", "master", Kind::tcp,
       "this is a node of a cluster: write redis+cluster://HOST:PORT"},
      {"7.0.15", "cluster", "master", Kind::cluster, ""},
      {"7.0.15", "standalone", "master", Kind::cluster,
       "this is no node of a cluster: write redis://HOST:PORT"},
      {"7.0.15", "sentinel", "", Kind::tcp,
       "this is a sentinel: write redis+sentinel://HOST:PORT/MASTER-NAME"},
      {"", "", "", Kind::cluster, ""},  // it did not tell
  };
  for (const Case& c : cases) {
    ServerFacts facts = sound();
    facts.version = c.version;
    facts.mode = c.mode;
    facts.role = c.role;
    facts.master = "10.0.0.1:6379";
    EXPECT_EQ(judge(facts, of(c.kind)).refusal, c.expected) << c.version << c.mode << c.role;
  }
}

TEST(ServerCheck, WarningsNameTheRemedy) {
  struct Case {
    std::string name;
    void (*spoil)(ServerFacts&);
    StoreSettings settings;
    bool may_forget;
    std::vector<std::string> parts;
  };
  const Case cases[] = {
      {"nothing on disk",
       [](ServerFacts& f) { f.append_only = false; },
       of(Kind::tcp),
       true,
       {"restart loses every message", "CONFIG SET appendonly yes"}},
      {"snapshots",
       [](ServerFacts& f) {
         f.append_only = false;
         f.snapshots = "3600 1";
       },
       of(Kind::tcp),
       true,
       {"a crash loses", "CONFIG SET appendonly yes"}},
      {"everysec",
       [](ServerFacts& f) { f.append_fsync = "everysec"; },
       of(Kind::tcp),
       true,
       {"once a second", "CONFIG SET appendfsync always"}},
      {"no sync",
       [](ServerFacts& f) { f.append_fsync = "no"; },
       of(Kind::tcp),
       true,
       {"never syncs", "CONFIG SET appendfsync always"}},
      {"not told",
       [](ServerFacts& f) { f.append_fsync = ""; },
       of(Kind::tcp),
       true,
       {"+config|get"}},
      {"eviction",
       [](ServerFacts& f) { f.policy = "allkeys-lru"; },
       of(Kind::tcp),
       false,
       {"allkeys-lru", "CONFIG SET maxmemory-policy noeviction"}},
      {"nearly full",
       [](ServerFacts& f) {
         f.max_memory = 1000;
         f.used_memory = 810;
       },
       of(Kind::tcp),
       false,
       {"81 %"}},
      {"journal",
       [](ServerFacts& f) { f.last_aof_write = "err"; },
       of(Kind::tcp),
       false,
       {"could not write its journal"}},
      {"clock ahead",
       [](ServerFacts& f) { f.clock_ahead = 2500ms; },
       of(Kind::tcp),
       false,
       {"2.5 s ahead of ours", "timedatectl"}},
      {"clock behind",
       [](ServerFacts& f) { f.clock_ahead = -3s; },
       of(Kind::tcp),
       false,
       {"3.0 s behind ours"}},
      {"no replica",
       [](ServerFacts& f) { f.replicas = 0; },
       of(Kind::sentinel),
       true,
       {"nothing to fail over to"}},
      {"nobody waits",
       [](ServerFacts& f) { f.replicas = 1; },
       of(Kind::cluster),
       true,
       {"store.redis.replicas waits"}},
  };
  for (const Case& c : cases) {
    ServerFacts facts = sound();
    if (c.settings.kind == Kind::cluster) facts.mode = "cluster";
    c.spoil(facts);
    const auto findings = judge(facts, c.settings);
    EXPECT_EQ(findings.refusal, "") << c.name;
    ASSERT_THAT(findings.warnings, ElementsAre(::testing::_)) << c.name;
    for (const std::string& part : c.parts)
      EXPECT_THAT(findings.warnings[0], HasSubstr(part)) << c.name;
    EXPECT_EQ(findings.may_forget, c.may_forget) << c.name;
  }
}

TEST(ServerCheck, TooFewReplicasForTheConfiguration) {
  ServerFacts facts = sound();
  facts.replicas = 1;
  EXPECT_THAT(judge(facts, of(Kind::sentinel, 2)).warnings,
              ElementsAre(HasSubstr("store.redis.replicas is 2, and 1 are connected")));
  EXPECT_THAT(judge(facts, of(Kind::sentinel, 1)).warnings, IsEmpty());
  facts.replicas = 2;
  EXPECT_THAT(judge(facts, of(Kind::sentinel, 1)).warnings,
              ElementsAre(HasSubstr("store.redis.replicas: 2")));
}

TEST(ServerCheck, FieldsOfInfo) {
  const std::string info =
      "# Server\r\nredis_version:7.0.15\r\nredis_mode:cluster\r\n# Memory\r\nused_memory:7\r\n"
      "used_memory_rss:8\r\nmaxmemory:9\r\nmaxmemory_policy:noeviction\r\n# Persistence\r\n"
      "aof_enabled:1\r\naof_last_write_status:ok\r\nrdb_last_bgsave_status:err\r\n"
      "# Replication\r\nrole:slave\r\nmaster_host:10.0.0.1\r\nmaster_port:6380\r\n"
      "connected_slaves:2\r\nmaster_replid:abc\r\nmaster_replid2:def\r\n";
  ServerFacts facts;
  read_info(info, facts);
  EXPECT_EQ(facts.version, "7.0.15");
  EXPECT_EQ(facts.mode, "cluster");
  EXPECT_EQ(facts.role, "slave");
  EXPECT_EQ(facts.master, "10.0.0.1:6380");
  EXPECT_EQ(facts.history, "abc");
  EXPECT_EQ(facts.policy, "noeviction");
  EXPECT_EQ(facts.last_aof_write, "ok");
  EXPECT_EQ(facts.last_snapshot, "err");
  EXPECT_TRUE(facts.append_only);
  EXPECT_EQ(facts.used_memory, 7u);
  EXPECT_EQ(facts.max_memory, 9u);
  EXPECT_EQ(facts.replicas, 2);
  EXPECT_EQ(info_field(info, "mode"), "");
  EXPECT_EQ(info_field("a:1", "a"), "1");
}

}  // namespace
}  // namespace crosstown
