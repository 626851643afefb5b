// How a lane gets to its Redis: with a password, over TLS, and not to one with other partitions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/store/lane_fixture.h"
#include "tests/support/tcp_redis.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;
using testing::delivery;
using testing::free_port;
using testing::redis_cli;
using testing::RedisServer;
using testing::Running;
using testing::TempFolder;

TEST(LaneConnection, AnotherNumberOfPartitionsIsRefused) {
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

TEST(LaneConnection, LogsInWithAUserAndPassword) {
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

TEST(LaneConnection, SpeaksTlsAndTrustsOnlyTheRightServer) {
  TempFolder folder;
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
