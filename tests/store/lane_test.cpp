// A lane against a real Redis.
#include "router/lane/lane.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <thread>

#include "router/message/envelope.h"
#include "router/message/tracking.h"
#include "router/store/store.h"
#include "tests/support/redis_server.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using testing::RedisServer;
using namespace std::chrono_literals;

Time test_clock() { return Time(1'795'363'445'123ms); }
CivilHour test_calendar(Time) { return {26, "2026-11-22", "09"}; }

Delivery delivery(const std::string& id, const std::string& conversation = "c1",
                  std::chrono::milliseconds patience = 10s) {
  Delivery one;
  one.provider_id = id;
  one.seen_window = 3600s;
  one.conversation = conversation;
  one.conversation_window = 3600s;
  one.queue = "public-works";
  one.priority = "normal";
  one.channel = "city-sms";
  one.type = "pothole";
  one.head = R"({"id":")" + id + R"(","subject":")";
  one.tail = R"("type":"pothole"}}})";
  one.deadline = std::chrono::steady_clock::now() + patience;
  return one;
}

template <class... More>
std::vector<Delivery> batch(More... more) {
  std::vector<Delivery> all;
  (all.push_back(std::move(more)), ...);
  return all;
}

// I/O threads with a store on them, and a way to call into thread 0 from the test.
class Running {
 public:
  explicit Running(StoreSettings settings, int threads = 1, std::size_t capacity = 1024) {
    std::vector<asio::io_context*> contexts;
    for (int i = 0; i < threads; ++i) {
      contexts_.push_back(std::make_unique<asio::io_context>(1));
      contexts.push_back(contexts_.back().get());
      work_.emplace_back(contexts_.back()->get_executor());
    }
    Store::Options options;
    options.lane_capacity = capacity;
    options.calendar = test_calendar;
    options.clock = test_clock;
    store_ = std::make_unique<Store>(std::move(settings), contexts, registry_, options);
    store_->start({"public-works", "front-desk"});
    for (auto& context : contexts_) threads_.emplace_back([&context] { context->run(); });
  }
  ~Running() {
    run(store_->stop(5s));
    work_.clear();
    for (auto& context : contexts_) context->stop();
    for (std::thread& thread : threads_) thread.join();
  }

  template <class T>
  T run(asio::awaitable<T> work, int thread = 0) {
    return asio::co_spawn(*contexts_[static_cast<std::size_t>(thread)], std::move(work),
                          asio::use_future)
        .get();
  }
  Delivery keep(Delivery one, int thread = 0) {
    run(store_->keep(0, one, thread), thread);
    return one;
  }
  // Several at once, from one thread, in this order.
  std::vector<Delivery> keep_all(std::vector<Delivery> all, int thread = 0) {
    std::vector<std::future<void>> done;
    for (Delivery& one : all) {
      done.push_back(asio::co_spawn(*contexts_[static_cast<std::size_t>(thread)],
                                    store_->keep(0, one, thread), asio::use_future));
    }
    for (auto& one : done) one.get();
    return all;
  }
  Store& store() { return *store_; }

 private:
  prometheus::Registry registry_;
  std::vector<std::unique_ptr<asio::io_context>> contexts_;
  std::vector<asio::executor_work_guard<asio::io_context::executor_type>> work_;
  std::unique_ptr<Store> store_;
  std::vector<std::thread> threads_;
};

// A client of the test's own, so that the daemon's is not judged by itself.
std::string redis_cli(const RedisServer& server, const std::string& command) {
  const std::string line = "redis-cli -s " + server.socket() + " " + command + " 2>&1";
  FILE* pipe = popen(line.c_str(), "r");
  std::string out;
  char buffer[4096];
  while (const std::size_t n = fread(buffer, 1, sizeof(buffer), pipe)) out.append(buffer, n);
  pclose(pipe);
  return out;
}

TEST(Lane, AMessageGetsANumberAnEntryAndARecord) {
  RedisServer redis;
  Running running(redis.settings());
  const Delivery one = running.keep(delivery("SM1"));
  ASSERT_EQ(one.fate, Fate::new_request) << one.error;
  EXPECT_TRUE(parse_tracking(one.tracking)) << one.tracking;

  const std::string entries = redis_cli(redis, "XRANGE 'ct:{0}:queue:public-works:normal' - +");
  EXPECT_THAT(entries, ::testing::HasSubstr(one.tracking));
  EXPECT_THAT(
      entries,
      ::testing::HasSubstr(
          R"({"id":"SM1","subject":")" + one.tracking +
          R"(","data":{"sequence":1,"new_request":true,"routing":{"queue":"public-works","type":"pothole"}}})"));
  const auto lookup = running.run(running.store().request(one.tracking));
  ASSERT_TRUE(lookup.record);
  EXPECT_EQ(lookup.record->status, "received");
  EXPECT_EQ(lookup.record->queue, "public-works");
  EXPECT_EQ(lookup.record->opened, test_clock());
  EXPECT_THAT(redis_cli(redis, "XINFO GROUPS 'ct:{0}:queue:front-desk:urgent'"),
              ::testing::HasSubstr("workers"));
  EXPECT_THAT(redis_cli(redis, "HGETALL 'ct:{0}:stats:2026-11-22'"),
              ::testing::HasSubstr("09|city-sms|public-works|pothole\n1"));
}

TEST(Lane, ARepeatIsToldTheSameNumberAndStoredOnce) {
  RedisServer redis;
  Running running(redis.settings());
  const Delivery first = running.keep(delivery("SM1"));
  const Delivery again = running.keep(delivery("SM1"));
  EXPECT_EQ(again.fate, Fate::duplicate);
  EXPECT_EQ(again.tracking, first.tracking);
  const auto together = running.keep_all(batch(delivery("SM2"), delivery("SM2"), delivery("SM2")));
  EXPECT_EQ(together[1].tracking, together[0].tracking);
  EXPECT_EQ(together[2].tracking, together[0].tracking);
  EXPECT_THAT(redis_cli(redis, "XLEN 'ct:{0}:queue:public-works:normal'"),
              ::testing::StartsWith("2"));
}

TEST(Lane, AFollowUpJoinsTheRequestAndItsQueue) {
  RedisServer redis;
  Running running(redis.settings());
  const Delivery first = running.keep(delivery("SM1"));
  Delivery elsewhere = delivery("SM2");
  elsewhere.queue = "front-desk";
  const Delivery next = running.keep(std::move(elsewhere));
  EXPECT_EQ(next.fate, Fate::follow_up);
  EXPECT_EQ(next.tracking, first.tracking);
  EXPECT_THAT(redis_cli(redis, "XRANGE 'ct:{0}:queue:public-works:normal' - +"),
              ::testing::HasSubstr("\"sequence\":2,\"new_request\":false"));
  EXPECT_THAT(redis_cli(redis, "LRANGE 'ct:{0}:entries:" + first.tracking + "' 0 -1"),
              ::testing::StartsWith("normal-"));
}

TEST(Lane, TheFirstAndASecondMessageInOneBatch) {
  RedisServer redis;
  Running running(redis.settings());
  const auto all = running.keep_all(
      batch(delivery("SM1"), delivery("SM2"), delivery("SM3", "c2"), delivery("SM1")));
  EXPECT_EQ(all[0].fate, Fate::new_request);
  EXPECT_EQ(all[1].fate, Fate::follow_up);
  EXPECT_EQ(all[1].tracking, all[0].tracking);
  EXPECT_EQ(all[2].fate, Fate::new_request);
  EXPECT_EQ(all[3].fate, Fate::duplicate);
  EXPECT_EQ(all[3].tracking, all[0].tracking);
  EXPECT_THAT(
      redis_cli(redis, "XRANGE 'ct:{0}:queue:public-works:normal' - +"),
      ::testing::HasSubstr(
          R"({"id":"SM2","subject":")" + all[0].tracking +
          R"(","data":{"sequence":2,"new_request":false,"routing":{"queue":"public-works","type")"));
}

// The clock of these tests stands still, so an old state is written by hand.
TEST(Lane, AConversationLapsesAfterItsWindow) {
  RedisServer redis;
  Running running(redis.settings());
  const std::int64_t now = test_clock().time_since_epoch() / 1s;
  const std::string key = "ct:{0}:conversation:city-sms:" + std::to_string(now / 3600);
  redis_cli(redis, "HSET '" + key + "' old '26-0000077-0 4 public-works " +
                       std::to_string(now - 3601) + "' closed '- 2 public-works " +
                       std::to_string(now) + "' open '26-0000078-9 7 front-desk " +
                       std::to_string(now - 3599) + "'");
  EXPECT_EQ(running.keep(delivery("SM1", "old")).fate, Fate::new_request);
  EXPECT_EQ(running.keep(delivery("SM2", "closed")).fate, Fate::new_request);
  const Delivery joined = running.keep(delivery("SM3", "open"));
  EXPECT_EQ(joined.fate, Fate::follow_up);
  EXPECT_EQ(joined.tracking, "26-0000078-9");
  const std::string entries =
      redis_cli(redis, "--raw XRANGE 'ct:{0}:queue:public-works:normal' - +");
  EXPECT_THAT(entries,
              ::testing::HasSubstr(
                  "\"sequence\":5,\"new_request\":true,\"routing\":{\"queue\":\"public-works\""));
  EXPECT_THAT(entries, ::testing::HasSubstr("\"sequence\":3,\"new_request\":true"));
  EXPECT_THAT(redis_cli(redis, "--raw XRANGE 'ct:{0}:queue:front-desk:normal' - +"),
              ::testing::HasSubstr(
                  "\"sequence\":8,\"new_request\":false,\"routing\":{\"queue\":\"front-desk\""));
}

TEST(Lane, WhatWasSeenInTheBucketBeforeIsKnown) {
  RedisServer redis;
  Running running(redis.settings());
  const std::int64_t bucket = test_clock().time_since_epoch() / 1s / 3600;
  redis_cli(redis,
            "HSET 'ct:{0}:seen:city-sms:" + std::to_string(bucket - 1) + "' SM1 26-0000077-0");
  redis_cli(redis,
            "HSET 'ct:{0}:seen:city-sms:" + std::to_string(bucket - 2) + "' SM2 26-0000078-9");
  const Delivery known = running.keep(delivery("SM1"));
  EXPECT_EQ(known.fate, Fate::duplicate);
  EXPECT_EQ(known.tracking, "26-0000077-0");
  EXPECT_EQ(running.keep(delivery("SM2")).fate, Fate::new_request) << "two windows ago";
  EXPECT_THAT(redis_cli(redis, "TTL 'ct:{0}:seen:city-sms:" + std::to_string(bucket) + "'"),
              ::testing::StartsWith("7260"));
}

TEST(Lane, WithoutAResidentEveryMessageIsNew) {
  RedisServer redis;
  Running running(redis.settings());
  const auto all = running.keep_all(batch(delivery("K1", ""), delivery("K2", "")));
  EXPECT_EQ(all[0].fate, Fate::new_request);
  EXPECT_EQ(all[1].fate, Fate::new_request);
  EXPECT_NE(all[0].tracking, all[1].tracking);
}

TEST(Lane, ABatchKeepsItsOrderAndEveryNumberIsGivenOnce) {
  RedisServer redis;
  Running running(redis.settings());
  std::vector<Delivery> all;
  for (int i = 0; i < 500; ++i)
    all.push_back(delivery("SM" + std::to_string(i), "c" + std::to_string(i)));
  std::set<std::string> numbers;
  for (const Delivery& one : running.keep_all(std::move(all))) {
    ASSERT_EQ(one.fate, Fate::new_request) << one.error;
    numbers.insert(one.tracking);
  }
  EXPECT_EQ(numbers.size(), 500u);
  const std::string ids = redis_cli(
      redis, "--raw XRANGE 'ct:{0}:queue:public-works:normal' - + | grep -o '\"id\":\"SM[0-9]*'");
  std::string expected;
  for (int i = 0; i < 500; ++i) expected += "\"id\":\"SM" + std::to_string(i) + "\n";
  EXPECT_EQ(ids, expected);
}

TEST(Lane, OneBadMessageDoesNotFailItsBatch) {
  RedisServer redis;
  Running running(redis.settings());
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  redis_cli(redis, "SET 'ct:{0}:queue:broken:normal' text");
  Delivery bad = delivery("SM2", "c2");
  bad.queue = "broken";
  auto all = running.keep_all(batch(delivery("SM1", "c1"), std::move(bad), delivery("SM3", "c3")));
  EXPECT_EQ(all[0].fate, Fate::new_request);
  EXPECT_EQ(all[1].fate, Fate::failed);
  EXPECT_THAT(all[1].error, ::testing::HasSubstr("WRONGTYPE"));
  EXPECT_EQ(all[2].fate, Fate::new_request);
  // What failed left no mark: sent again after the repair, it is accepted.
  redis_cli(redis, "DEL 'ct:{0}:queue:broken:normal'");
  Delivery again = delivery("SM2", "c2");
  again.queue = "broken";
  EXPECT_EQ(running.keep(std::move(again)).fate, Fate::new_request);
}

TEST(Lane, ANumberThatIsTakenIsSkipped) {
  RedisServer redis;
  const std::string taken = to_text(TrackingNumber{26, 1}), next = to_text(TrackingNumber{26, 2});
  redis_cli(redis, "SET 'ct:{0}:request:" + taken + "' 'received|x|y|normal|z|0||'");
  Running running(redis.settings());
  EXPECT_EQ(running.keep(delivery("SM1")).tracking, next);
  EXPECT_EQ(running.keep(delivery("SM2", "c2")).tracking, to_text(TrackingNumber{26, 3}));
}

TEST(Lane, WhileRedisStandsStillTheSenderIsToldInTime) {
  RedisServer redis;
  Running running(redis.settings());
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  redis.stop(SIGKILL);
  const Delivery late = running.keep(delivery("SM1", "c1", 200ms));
  EXPECT_EQ(late.fate, Fate::unavailable);
  EXPECT_FALSE(running.store().health().up);
  redis.start();
  const Delivery kept = running.keep(delivery("SM1", "c1"));
  EXPECT_THAT(kept.fate, ::testing::AnyOf(Fate::new_request, Fate::duplicate)) << kept.error;
  EXPECT_THAT(redis_cli(redis, "XLEN 'ct:{0}:queue:public-works:normal'"),
              ::testing::StartsWith("2"));
}

TEST(Lane, WaitsOutAShortAbsence) {
  RedisServer redis;
  Running running(redis.settings());
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  redis.stop(SIGKILL);
  std::thread back([&] { redis.start(); });
  const Delivery kept = running.keep(delivery("SM1", "c1", 20s));
  back.join();
  EXPECT_EQ(kept.fate, Fate::new_request) << kept.error;
}

TEST(Lane, ALibraryThatVanishedIsLoadedAgain) {
  RedisServer redis;
  Running running(redis.settings());
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  redis_cli(redis, "FUNCTION FLUSH");
  EXPECT_EQ(running.keep(delivery("SM1", "c1")).fate, Fate::new_request);
}

TEST(Lane, AFullLanePushesBackAtOnce) {
  RedisServer redis;
  Running running(redis.settings(), 1, 2);
  ASSERT_EQ(running.keep(delivery("SM0", "c0")).fate, Fate::new_request);
  redis.pause();
  const auto began = std::chrono::steady_clock::now();
  std::vector<Delivery> all;
  for (int i = 1; i <= 20; ++i)
    all.push_back(delivery("SM" + std::to_string(i), "c" + std::to_string(i), 300ms));
  int overloaded = 0;
  const auto told = running.keep_all(std::move(all));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 3s)
      << "a stalled Redis must not hold senders past their time";
  redis.resume();
  for (const Delivery& one : told) overloaded += one.fate == Fate::overloaded;
  EXPECT_GT(overloaded, 0);
}

TEST(Lane, ThreadsShareALane) {
  RedisServer redis;
  Running running(redis.settings(), 3);
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::set<std::string> numbers;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      std::vector<Delivery> all;
      for (int i = 0; i < 200; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        all.push_back(delivery("SM" + id, "c" + id));
      }
      const auto kept = running.keep_all(std::move(all), t);
      const std::scoped_lock lock(mutex);
      for (const Delivery& one : kept) {
        EXPECT_EQ(one.fate, Fate::new_request) << one.error;
        numbers.insert(one.tracking);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(numbers.size(), 600u);
}

TEST(Lane, AnotherNumberOfPartitionsIsRefused) {
  RedisServer redis;
  {
    Running running(redis.settings());
    ASSERT_EQ(running.keep(delivery("SM0")).fate, Fate::new_request);
  }
  StoreSettings four = redis.settings();
  four.partitions = 4;
  Running running(four);
  EXPECT_EQ(running.keep(delivery("SM1", "c1", 300ms)).fate, Fate::unavailable);
  EXPECT_THAT(running.store().health().trouble,
              ::testing::HasSubstr("holds 1 partitions, the configuration says 4"));
}

TEST(Lane, LogsInWithAUserAndPassword) {
  RedisServer redis;
  redis_cli(redis, "ACL SETUSER crosstown on '>secret-made-for-this-test' '~ct:*' +@all");
  StoreSettings settings = redis.settings();
  settings.user = "crosstown";
  settings.password = "secret-made-for-this-test";
  {
    Running running(settings);
    EXPECT_EQ(running.keep(delivery("SM0")).fate, Fate::new_request);
  }
  settings.password = "wrong";
  Running running(settings);
  EXPECT_EQ(running.keep(delivery("SM1", "c1", 300ms)).fate, Fate::unavailable);
  EXPECT_THAT(running.store().health().trouble, ::testing::HasSubstr("WRONGPASS"));
}

// A port that nobody has at this moment: Redis cannot be asked for one.
int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port");
  }
  close(fd);
  return ntohs(address.sin_port);
}

// A certificate for `name`, made now and signed by itself.
void make_certificate(const std::filesystem::path& folder, const std::string& stem,
                      const std::string& name) {
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" +
      name + " -addext subjectAltName=DNS:" + name + " -keyout " +
      (folder / (stem + ".key")).string() + " -out " + (folder / (stem + ".pem")).string() +
      " 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
}

TEST(Lane, SpeaksTlsAndTrustsOnlyTheRightServer) {
  testing::TempFolder folder;
  make_certificate(folder.path(), "redis", "localhost");
  make_certificate(folder.path(), "other", "localhost");
  const std::string pem = (folder.path() / "redis.pem").string(),
                    key = (folder.path() / "redis.key").string();
  const int port = free_port();
  RedisServer redis({"--tls-port", std::to_string(port), "--bind", "127.0.0.1", "--tls-cert-file",
                     pem, "--tls-key-file", key, "--tls-ca-cert-file", pem, "--tls-auth-clients",
                     "no"});
  StoreSettings settings;
  settings.kind = StoreSettings::Kind::tcp;
  settings.host = "localhost";
  settings.port = static_cast<std::uint16_t>(port);
  settings.tls = true;
  settings.ca_file = pem;
  {
    Running running(settings);
    EXPECT_EQ(running.keep(delivery("SM1")).fate, Fate::new_request);
  }
  settings.ca_file = (folder.path() / "other.pem").string();
  {
    Running running(settings);
    EXPECT_EQ(running.keep(delivery("SM2", "c2", 300ms)).fate, Fate::unavailable);
    EXPECT_THAT(running.store().health().trouble,
                ::testing::HasSubstr("certificate verify failed"));
  }
  settings.ca_file = pem;
  settings.host = "127.0.0.1";  // not a name of the certificate
  Running running(settings);
  EXPECT_EQ(running.keep(delivery("SM3", "c3", 300ms)).fate, Fate::unavailable);
}

}  // namespace
}  // namespace crosstown
