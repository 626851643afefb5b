// The embedded Redis: spawned, adopted, never two on the same files.
#include "router/store/embedded.h"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "router/store/connection.h"
#include "router/store/content/durable_file.h"
#include "router/store/embedded_configuration.h"
#include "router/store/redis_journal.h"
#include "router/store/transport.h"
#include "tests/support/redis_server.h"
#include "tests/support/tcp_redis.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using testing::TempFolder;
using namespace std::chrono_literals;

StoreSettings in(const TempFolder& folder) {
  StoreSettings settings;
  settings.directory = (folder.path() / "redis").string();
  return settings;
}

// One daemon's share: an I/O thread with an embedded server on it.
class Host {
 public:
  explicit Host(StoreSettings settings)
      : settings_(settings),
        embedded_(context_.get_executor(), settings),
        work_(context_.get_executor()) {
    asio::co_spawn(context_, embedded_.run(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Host() {
    abandon();
    if (!stopped_ && !left_alone_ && embedded_.pid() > 0)
      kill(embedded_.pid(), SIGKILL);  // a test that failed
  }
  // As after kill -9 of the daemon.
  void leave_alone() {
    left_alone_ = true;
    abandon();
  }
  void abandon() {
    work_.reset();
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }
  void stop() {
    run(embedded_.stop(10s));
    stopped_ = true;
  }

  // Asks until it is answered: the process id that Redis gives for itself.
  pid_t ask_pid() {
    for (;;) {
      const std::string info = run(ask({"INFO", "server"}));
      const std::size_t at = info.find("process_id:");
      if (at != std::string::npos) return std::stoi(info.substr(at + 11));
    }
  }
  // Bytes.
  std::uint64_t memory_limit() {
    const std::string info = command({"INFO", "memory"});
    const std::string_view name = "\nmaxmemory:";
    return std::stoull(info.substr(info.find(name) + name.size()));
  }
  // Once Redis has loaded its file.
  std::string command(const std::vector<std::string>& arguments) {
    for (;;) {
      std::string answer = run(ask(arguments));
      if (!answer.starts_with("LOADING")) return answer;
    }
  }

 private:
  template <class T>
  T run(asio::awaitable<T> work) {
    return asio::co_spawn(context_, std::move(work), asio::use_future).get();
  }
  asio::awaitable<std::string> ask(std::vector<std::string> arguments) {
    Connected connected =
        co_await connect(context_.get_executor(), EmbeddedRedis::reached_by(settings_), 1s);
    if (!connected.transport) co_return std::string();
    auto connection =
        std::make_shared<RedisConnection>(context_.get_executor(), std::move(connected.transport));
    connection->start(nullptr);
    const auto reply = co_await connection->call(std::move(arguments));
    connection->close("done");
    co_return reply ? std::string(reply->text()) : std::string();
  }

  bool stopped_ = false;
  bool left_alone_ = false;
  StoreSettings settings_;
  asio::io_context context_{1};
  EmbeddedRedis embedded_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;
};

bool alive(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return stat >> number >> name >> state && state != "Z";
}

bool lock_is_free(const StoreSettings& settings) {
  const int fd = open((settings.directory + "/lock").c_str(), O_RDWR | O_CLOEXEC);
  const bool free = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
  close(fd);
  return free;
}

TEST(EmbeddedRedis, StartsKeepsAndStopsCleanly) {
  TempFolder folder;
  pid_t pid = 0;
  {
    Host host(in(folder));
    pid = host.ask_pid();
    EXPECT_EQ(host.command({"SET", "ct:kept", "yes"}), "OK");
    EXPECT_FALSE(lock_is_free(in(folder)));
    host.stop();
  }
  EXPECT_FALSE(alive(pid));
  EXPECT_TRUE(lock_is_free(in(folder)));
  Host again(in(folder));
  EXPECT_NE(again.ask_pid(), pid);
  EXPECT_EQ(again.command({"GET", "ct:kept"}), "yes");
  again.stop();
}

// As a power cut leaves it: the beginning of a transaction at the journal's end. What comes later
// must neither join it nor be lost with it, also after the next start.
TEST(EmbeddedRedis, ATornTransactionIsCutOffWhole) {
  TempFolder folder;
  {
    Host host(in(folder));
    host.ask_pid();
    EXPECT_EQ(host.command({"SET", "ct:before", "yes"}), "OK");
    host.stop();
  }
  const std::string journal = folder.path() / "redis/appendonlydir/appendonly.aof.1.incr.aof";
  std::ofstream(journal, std::ios::app) << "*1\r\n$5\r\nMULTI\r\n"
                                           "*3\r\n$3\r\nSET\r\n$7\r\nct:torn\r\n$3\r\nyes\r\n"
                                           "*3\r\n$3\r\nSET\r\n$9\r\nct:as we";
  {
    Host host(in(folder));
    host.ask_pid();
    EXPECT_EQ(host.command({"GET", "ct:torn"}), "");
    EXPECT_EQ(host.command({"SET", "ct:after", "yes"}), "OK");
    host.stop();
  }
  Host host(in(folder));
  host.ask_pid();
  EXPECT_EQ(host.command({"GET", "ct:before"}), "yes");
  EXPECT_EQ(host.command({"GET", "ct:after"}), "yes");
  EXPECT_EQ(host.command({"GET", "ct:torn"}), "");
  host.stop();
}

// What redis-check-aof 7.0 says of a journal.
TEST(RedisJournal, OnlyAMissingEndIsCutOff) {
  const std::string of =
      "AOF analyzed: filename=a, size=100, ok_up_to=40, ok_up_to_line=6, diff=60\n";
  struct Case {
    std::string report;
    bool torn;
    bool trouble;
  };
  for (const Case& item : {
           Case{"AOF analyzed: filename=a, size=89, ok_up_to=89, ok_up_to_line=1, diff=0\n", false,
                false},
           Case{"0x              50: Expected to read 602 bytes, got 20 bytes\n" + of, true, false},
           Case{"0x              5c: Expected \\r\\n, got: 0000\n" + of, true, false},
           Case{"Reached EOF before reading EXEC for MULTI\n" + of, true, false},
           Case{of, true, false},
           Case{"0x              32: Expected \\r\\n, got: 0000\n" + of, false, true},
           Case{"0x              32: Expected to read 300000002 bytes, got 50 bytes\n" + of, false,
                true},
           Case{"0x              31: Expected prefix '*', got: '\x01'\n" + of, false, true},
           Case{"0x              28: Unexpected MULTI\n" + of, false, true},
           Case{"Cannot open file a: No such file or directory, aborting...\n", false, false},
           Case{"", false, false},
       }) {
    const JournalEnd end = read_check(item.report);
    EXPECT_EQ(end.torn, item.torn) << item.report;
    EXPECT_EQ(!end.trouble.empty(), item.trouble) << item.report;
  }
}

// At each of its bytes.
TEST(RedisJournal, ATransactionMayBeTornAnywhere) {
  const std::string before = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n";
  const std::string transaction =
      "*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$1\r\nb\r\n$12\r\nMULTI, EXEC!\r\n"
      "*1\r\n$4\r\nEXEC\r\n";
  TempFolder folder;
  const std::filesystem::path manifest = folder.path() / "a.aof.manifest";
  std::ofstream(manifest) << "file a.aof.1.incr.aof seq 1 type i\n";
  for (std::size_t size = 0; size <= transaction.size(); ++size) {
    std::ofstream(folder.path() / "a.aof.1.incr.aof", std::ios::trunc)
        << before << transaction.substr(0, size);
    pid_t pid = 0;
    const std::string report = folder.path() / "report";
    const disk::File output(open(report.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600));
    ChildProcess check = check_journal("redis-server", manifest, -1);
    check.output = output.descriptor();
    ASSERT_EQ(spawn_child(check, pid), 0);
    ASSERT_EQ(waitpid(pid, nullptr, 0), pid);
    std::stringstream said;
    said << std::ifstream(report).rdbuf();
    const JournalEnd end = read_check(said.str());
    EXPECT_EQ(end.torn, size != 0 && size != transaction.size()) << size << '\n' << said.str();
    EXPECT_EQ(end.cut, end.torn ? size : 0) << said.str();
  }
}

// A program beside the server that says a transaction is torn, and cannot cut it off (the disk is
// read-only, say): the server would stumble over it.
TEST(EmbeddedRedis, ATornJournalThatCannotBeCutIsNotLoaded) {
  TempFolder folder;
  StoreSettings settings = in(folder);
  settings.server = (folder.path() / "redis-server").string();
  const std::filesystem::path check = folder.path() / "redis-check-aof",
                              tried = folder.path() / "tried";
  const auto programs = testing::output_of("command -v redis-server");
  std::filesystem::create_symlink(programs.substr(0, programs.find('\n')), settings.server);
  {
    Host host(settings);
    host.ask_pid();
    EXPECT_EQ(host.command({"SET", "ct:kept", "yes"}), "OK");
    host.stop();
  }
  std::ofstream(check)
      << "#!/bin/sh\n[ \"$1\" = --fix ] && { echo >> " << tried.string()
      << "; exit 1; }\n"
         "echo 'AOF analyzed: filename=a, size=61, ok_up_to=23, diff=38'\nexit 1\n";
  std::filesystem::permissions(check, std::filesystem::perms::owner_all);
  Host host(settings);
  for (int i = 0; i < 12'000; ++i) {
    if (std::filesystem::exists(tried) && std::filesystem::file_size(tried) >= 2) break;
    std::this_thread::sleep_for(5ms);
  }
  ASSERT_TRUE(std::filesystem::exists(tried));
  EXPECT_FALSE(std::filesystem::exists(EmbeddedRedis::reached_by(settings).path)) << "it started";
  std::filesystem::remove(check);  // no check, no fault known
  host.ask_pid();
  EXPECT_EQ(host.command({"GET", "ct:kept"}), "yes");
  host.stop();
}

TEST(EmbeddedRedis, StoresNoMoreThanItMay) {
  TempFolder folder;
  StoreSettings settings = in(folder);
  {
    Host host(settings);
    host.ask_pid();
    EXPECT_EQ(host.memory_limit(), 0U);
    host.stop();
  }
  settings.max_memory = 200ULL << 20;
  Host host(settings);
  host.ask_pid();
  EXPECT_EQ(host.memory_limit(), 200ULL << 20);
  host.stop();
}

TEST(EmbeddedRedis, AChildThatDiesIsStartedAgain) {
  TempFolder folder;
  Host host(in(folder));
  const pid_t first = host.ask_pid();
  EXPECT_EQ(host.command({"SET", "ct:kept", "yes"}), "OK");
  kill(first, SIGKILL);
  while (alive(first)) std::this_thread::yield();
  const pid_t second = host.ask_pid();
  EXPECT_NE(second, first);
  EXPECT_EQ(host.command({"GET", "ct:kept"}), "yes");
  host.stop();
}

TEST(EmbeddedRedis, TheNextDaemonAdoptsALiveChild) {
  TempFolder folder;
  auto killed = std::make_unique<Host>(in(folder));
  const pid_t pid = killed->ask_pid();
  killed->leave_alone();
  Host next(in(folder));
  EXPECT_EQ(next.ask_pid(), pid) << "a second server on the same files";
  next.stop();
  waitpid(pid, nullptr, 0);  // in this test, unlike after kill -9, it is still our child
  EXPECT_TRUE(lock_is_free(in(folder)));
}

TEST(EmbeddedRedis, AnAdoptedChildSyncsAsItsNewDaemonIsTold) {
  TempFolder folder;
  StoreSettings settings = in(folder);
  settings.append_fsync = "everysec";
  Host first(settings);
  const pid_t child = first.ask_pid();
  first.leave_alone();
  settings.append_fsync = "always";
  Host second(settings);
  const std::string ask =
      "redis-cli -s " + settings.directory + "/redis.sock config get appendfsync";
  while (testing::output_of(ask).find("always") == std::string::npos) usleep(1000);
  EXPECT_EQ(second.ask_pid(), child);
  second.stop();
  waitpid(child, nullptr, 0);
}

TEST(EmbeddedRedis, WaitsForAChildThatDoesNotAnswer) {
  TempFolder folder;
  auto killed = std::make_unique<Host>(in(folder));
  const pid_t pid = killed->ask_pid();
  killed->leave_alone();
  unlink(EmbeddedRedis::reached_by(in(folder)).path.c_str());  // alive, but nobody can reach it
  Host next(in(folder));
  EXPECT_EQ(next.command({"PING"}), "");
  EXPECT_TRUE(alive(pid));
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  EXPECT_NE(next.ask_pid(), pid);
  next.stop();
}

}  // namespace
}  // namespace crosstown
