// Another Redis takes the place of the one that held the data: sentinels name it, a cluster's nodes
// do, or replicas are waited for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "router/message/tracking.h"
#include "router/store/redis_finder.h"
#include "tests/store/lane_fixture.h"
#include "tests/support/tcp_redis.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::delivery;
using ::testing::HasSubstr;
using testing::output_of;
using testing::Running;
using testing::TcpRedis;
using testing::TempFolder;

// A replica need not wait for others that may want the same copy.
const std::string durable =
    "save \"\"\nappendonly yes\nappendfsync always\nrepl-diskless-sync-delay 0\n";

std::string replica_of(const TcpRedis& master) {
  return durable + fmt::format("replicaof 127.0.0.1 {}\n", master.port());
}

StoreSettings at(const TcpRedis& redis) {
  StoreSettings settings;
  settings.kind = StoreSettings::Kind::tcp;
  settings.host = "127.0.0.1";
  settings.port = static_cast<std::uint16_t>(redis.port());
  return settings;
}

// A master, its replica, and a sentinel that needs no other's word.
struct Watched {
  TcpRedis master{durable};
  TcpRedis replica{replica_of(master)};
  TcpRedis sentinel{fmt::format("sentinel monitor city 127.0.0.1 {} 1\n"
                                "sentinel down-after-milliseconds city 200\n"
                                "sentinel failover-timeout city 3000\n",
                                master.port()),
                    "--sentinel"};

  Watched() {
    // A failover chooses among the replicas that the sentinel has heard of, and from.
    if (!replica.says("info replication", "master_link_status:up") ||
        !sentinel.says("sentinel replicas city", "master-link-status\nok"))
      throw std::runtime_error("the replica does not follow");
  }
  [[nodiscard]] StoreSettings settings() const {
    StoreSettings settings;
    settings.kind = StoreSettings::Kind::sentinel;
    settings.nodes = {{"127.0.0.1", 1},  // nobody there: the next one is asked
                      {"127.0.0.1", static_cast<std::uint16_t>(sentinel.port())}};
    settings.master_name = "city";
    return settings;
  }
};

TEST(Failover, SentinelsNameTheNewMaster) {
  Watched redis;
  Running running(redis.settings());
  const Delivery first = running.keep(delivery("SM0", "c0"));
  ASSERT_EQ(first.fate, Fate::new_request) << running.store().health().trouble;
  ASSERT_TRUE(redis.master.is_copied());
  redis.master.stop(SIGKILL);

  const Delivery second = running.keep(delivery("SM1", "c1", 60s));
  EXPECT_EQ(second.fate, Fate::new_request) << running.store().health().trouble;
  const Delivery again = running.keep(delivery("SM0", "c0"));
  EXPECT_EQ(again.fate, Fate::duplicate);
  EXPECT_EQ(again.tracking, first.tracking);
  EXPECT_THAT(redis.replica.cli("exists ct:{0}:request:" + second.tracking), "1\n");
}

// The old master is alive and was told to step down; until it has, it takes messages that nobody
// will see. Only waiting for replicas tells.
TEST(Failover, AnOldMasterThatAnswersIsLeft) {
  Watched redis;
  StoreSettings settings = redis.settings();
  settings.replicas = 1;
  Running running(settings);
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  ASSERT_EQ(redis.sentinel.cli("sentinel failover city"), "OK\n");
  ASSERT_TRUE(redis.replica.says("info replication", "role:master"));
  const Delivery one = running.keep(delivery("SM1", "c1", 60s));
  EXPECT_EQ(one.fate, Fate::new_request) << running.store().health().trouble;
  EXPECT_EQ(redis.replica.cli("exists ct:{0}:request:" + one.tracking), "1\n");
}

TEST(Failover, SentinelsThatKnowNoSuchMasterSaySo) {
  TcpRedis sentinel("", "--sentinel");
  StoreSettings settings;
  settings.kind = StoreSettings::Kind::sentinel;
  settings.nodes = {{"127.0.0.1", static_cast<std::uint16_t>(sentinel.port())}};
  settings.master_name = "town";
  Running running(settings);
  EXPECT_EQ(running.keep(delivery("SM0", "c1", 500ms)).fate, Fate::unavailable);
  EXPECT_THAT(running.store().health().trouble, HasSubstr("knows no master \"town\""));
}

TEST(Failover, AReplicaIsRefusedByName) {
  TcpRedis master(durable);
  TcpRedis replica(replica_of(master));
  Running running(at(replica));
  EXPECT_EQ(running.keep(delivery("SM0", "c1", 500ms)).fate, Fate::unavailable);
  EXPECT_THAT(running.store().health().trouble,
              HasSubstr(fmt::format("a replica of 127.0.0.1:{}", master.port())));
}

// The second daemon's numbers were leased in the moment that the failover lost.
TEST(Failover, NumbersStayUniqueThoughTheirCounterWentBack) {
  Watched redis;
  Running ours(redis.settings()), others(redis.settings());
  ASSERT_EQ(ours.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  ASSERT_TRUE(redis.master.is_copied());
  // From here on nothing reaches the replica.
  ASSERT_EQ(redis.master.cli("client kill type replica"), "1\n");
  ASSERT_EQ(redis.replica.cli("replicaof 127.0.0.1 1"), "OK\n");
  const Delivery lost = others.keep(delivery("SM1", "c1"));
  ASSERT_EQ(lost.fate, Fate::new_request);
  redis.master.stop(SIGKILL);
  ASSERT_EQ(redis.replica.cli("replicaof no one"), "OK\n");
  // The sentinel follows what it finds, or not: the test is about numbers.
  StoreSettings settings = at(redis.replica);
  settings.kind = StoreSettings::Kind::tcp;
  ASSERT_EQ(redis.replica.cli("config set appendfsync everysec"), "OK\n");  // this one may forget
  Running fresh(settings);
  const Delivery next = fresh.keep(delivery("SM2", "c2"));
  ASSERT_EQ(next.fate, Fate::new_request);
  EXPECT_GE(parse_tracking(next.tracking)->sequence,
            parse_tracking(lost.tracking)->sequence + 9'000);
}

TEST(Failover, AcceptedWaitsForTheReplicas) {
  TcpRedis master(durable);
  TcpRedis replica(replica_of(master));
  ASSERT_TRUE(replica.says("info replication", "master_link_status:up"));
  StoreSettings settings = at(master);
  settings.replicas = 1;
  settings.replica_timeout = 100ms;
  Running running(settings);
  const Delivery first = running.keep(delivery("SM0", "c0"));
  EXPECT_EQ(first.fate, Fate::new_request) << running.store().health().trouble;
  EXPECT_EQ(replica.cli("exists ct:{0}:request:" + first.tracking), "1\n");

  replica.stop(SIGKILL);
  EXPECT_EQ(running.keep(delivery("SM1", "c1", 1500ms)).fate, Fate::unavailable);
  EXPECT_THAT(running.store().health().trouble, HasSubstr("0 of 1 replicas"));

  // The master has it since then: the repeat is one with it.
  replica.start();
  ASSERT_TRUE(replica.says("info replication", "master_link_status:up"));
  const Delivery again = running.keep(delivery("SM1", "c1", 60s));
  EXPECT_EQ(again.fate, Fate::duplicate);
  EXPECT_EQ(replica.cli("exists ct:{0}:request:" + again.tracking), "1\n");
}

// Without replicas the spool keeps what comes, and Redis gets it when one is there.
TEST(Failover, TheSpoolTakesOverWhileReplicasAreAway) {
  TcpRedis master(durable);
  TcpRedis replica(replica_of(master));
  ASSERT_TRUE(replica.says("info replication", "master_link_status:up"));
  TempFolder spool;
  StoreSettings settings = at(master);
  settings.replicas = 1;
  settings.replica_timeout = 50ms;
  settings.spool_path = spool.path().string();
  settings.spool_limit = 16 << 20;
  Running running(settings);
  // The spool may take the first ones: on a busy machine an acknowledgement needs its time.
  int kept = 0;
  for (; running.store().health().spool_numbers == 0; ++kept) {
    ASSERT_NE(running.keep(delivery("SM0" + std::to_string(kept), "c0")).fate, Fate::unavailable);
    usleep(1000);
  }
  replica.stop(SIGKILL);
  const Delivery told = running.keep(delivery("SM1", "c1"));
  EXPECT_EQ(told.fate, Fate::spooled);
  replica.start();
  while (running.store().health().spool.entries > 0) usleep(1000);
  const auto found = running.run(running.store().request(told.tracking));
  ASSERT_TRUE(found.record);
  EXPECT_EQ(found.record->queue, "public-works");
  EXPECT_EQ(master.cli("xlen ct:{0}:queue:public-works:normal"), std::to_string(kept + 1) + "\n");
}

// --- Cluster

TEST(Cluster, SlotsAreThoseOfRedis) {
  TcpRedis redis("cluster-enabled yes\ncluster-port " + std::to_string(testing::free_port()) +
                 "\n");
  for (const int partition : {0, 1, 7, 42, 1023}) {
    const std::string said =
        redis.cli(fmt::format("cluster keyslot 'ct:{{{}}}:numbers'", partition));
    EXPECT_EQ(said, std::to_string(slot_of(partition)) + "\n");
  }
}

// Three masters, and a replica for each.
class ClusterOfSix {
 public:
  ClusterOfSix() {
    std::string nodes;
    for (int i = 0; i < 6; ++i) {
      nodes_.push_back(std::make_unique<TcpRedis>(
          durable + fmt::format("cluster-enabled yes\ncluster-node-timeout 500\ncluster-port {}\n"
                                "cluster-allow-replica-migration no\n",
                                testing::free_port())));
      nodes += fmt::format(" 127.0.0.1:{}", nodes_.back()->port());
    }
    made_ = output_of("redis-cli --cluster create" + nodes + " --cluster-replicas 1 --cluster-yes");
    for (const auto& node : nodes_) {
      if (!node->says("cluster info", "cluster_state:ok")) throw std::runtime_error(made_);
      const bool leads = node->cli("role").starts_with("master");
      if (!node->says("info replication", leads ? "state=online" : "master_link_status:up"))
        throw std::runtime_error("a replica does not follow");
    }
  }
  [[nodiscard]] StoreSettings settings(int partitions) const {
    StoreSettings settings;
    settings.kind = StoreSettings::Kind::cluster;
    for (const auto& node : nodes_)
      settings.nodes.push_back({"127.0.0.1", static_cast<std::uint16_t>(node->port())});
    settings.partitions = partitions;
    return settings;
  }
  [[nodiscard]] std::string cli(const std::string& command) const {
    return output_of(fmt::format("redis-cli -c -p {} {}", any().port(), command));
  }
  // Who serves a partition now.
  [[nodiscard]] TcpRedis& master_of(int partition) const {
    for (const auto& node : nodes_) {
      if (node->cli("info replication").find("role:master") == std::string::npos) continue;
      const std::string key = fmt::format("'ct:{{{}}}:numbers'", partition);
      if (node->cli("exists " + key).find("MOVED") == std::string::npos) return *node;
    }
    throw std::runtime_error("nobody serves it");
  }
  [[nodiscard]] std::vector<TcpRedis*> masters() const {
    std::vector<TcpRedis*> all;
    for (const auto& node : nodes_) {
      if (node->cli("info replication").find("role:master") != std::string::npos)
        all.push_back(node.get());
    }
    return all;
  }

 private:
  [[nodiscard]] const TcpRedis& any() const { return *nodes_.front(); }
  std::vector<std::unique_ptr<TcpRedis>> nodes_;
  std::string made_;
};

std::string id_of(const TcpRedis& node) {
  std::string id = node.cli("cluster myid");
  id.pop_back();
  return id;
}

TEST(Cluster, PartitionsLieWhereTheirSlotsAreAndFollowThem) {
  ClusterOfSix redis;
  constexpr int partitions = 4;
  Running running(redis.settings(partitions));
  const auto keep = [&](int partition, const std::string& id) {
    Delivery one = delivery(id, "c" + id, 60s);
    running.run(running.store().keep(partition, one, 0));
    return one;
  };
  std::vector<Delivery> first;
  for (int partition = 0; partition < partitions; ++partition) {
    first.push_back(keep(partition, fmt::format("SM{}", partition)));
    ASSERT_EQ(first.back().fate, Fate::new_request) << running.store().health().trouble;
    EXPECT_EQ(parse_tracking(first.back().tracking)->sequence % partitions,
              static_cast<std::uint32_t>(partition));
    const auto found = running.run(running.store().request(first.back().tracking));
    EXPECT_TRUE(found.record);
  }

  // A master dies; its replica takes over.
  TcpRedis& master = redis.master_of(0);
  ASSERT_TRUE(master.is_copied());
  master.stop(SIGKILL);
  EXPECT_EQ(keep(0, "SM10").fate, Fate::new_request) << running.store().health().trouble;
  const Delivery again = keep(0, "SM0");
  EXPECT_EQ(again.fate, Fate::duplicate);
  EXPECT_EQ(again.tracking, first[0].tracking);
}

TEST(Cluster, ASlotThatMovesTakesNothingUntilItIsThere) {
  ClusterOfSix redis;
  Running running(redis.settings(1));
  const Delivery first = running.keep(delivery("SM0", "c0", 60s));
  ASSERT_EQ(first.fate, Fate::new_request) << running.store().health().trouble;
  TcpRedis& source = redis.master_of(0);
  TcpRedis* target = nullptr;
  for (TcpRedis* one : redis.masters()) {
    if (one != &source) target = one;
  }
  const int slot = slot_of(0);
  ASSERT_EQ(target->cli(fmt::format("cluster setslot {} importing {}", slot, id_of(source))),
            "OK\n");
  ASSERT_EQ(source.cli(fmt::format("cluster setslot {} migrating {}", slot, id_of(*target))),
            "OK\n");

  EXPECT_EQ(running.keep(delivery("SM1", "c1", 500ms)).fate, Fate::unavailable);
  EXPECT_THAT(running.store().health().trouble, HasSubstr("ASK"));

  output_of(
      fmt::format("redis-cli -p {0} --raw cluster getkeysinslot {1} 1000 | while read -r key; do "
                  "redis-cli -p {0} migrate 127.0.0.1 {2} \"$key\" 0 5000; done",
                  source.port(), slot, target->port()));
  for (TcpRedis* one : {target, &source})
    ASSERT_EQ(one->cli(fmt::format("cluster setslot {} node {}", slot, id_of(*target))), "OK\n");
  EXPECT_EQ(running.keep(delivery("SM2", "c2", 60s)).fate, Fate::new_request)
      << running.store().health().trouble;
  const Delivery again = running.keep(delivery("SM0", "c0", 60s));
  EXPECT_EQ(again.fate, Fate::duplicate);
  EXPECT_EQ(again.tracking, first.tracking);
  EXPECT_EQ(target->cli("exists 'ct:{0}:request:" + first.tracking + "'"), "1\n");
}

}  // namespace
}  // namespace crosstown
