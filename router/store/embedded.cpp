#include "router/store/embedded.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <cstring>
#include <fstream>

#include "router/store/child_process.h"
#include "router/store/connection.h"
#include "router/store/content/durable_file.h"
#include "router/store/embedded_configuration.h"
#include "router/store/redis_journal.h"
#include "router/store/server_check.h"
#include "router/store/transport.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::milliseconds pause_between_tries{200};
// A server that ends at once has read its whole journal for that.
constexpr std::chrono::milliseconds longest_pause{10'000};
constexpr std::chrono::seconds a_start_worth_it{2};
constexpr std::chrono::milliseconds adopt_timeout{1000};

// What a check says: one line about each file, and what is wrong.
constexpr std::size_t longest_report = 64 << 10;

std::string beginning_of(int file) {
  std::string text(longest_report, '\0');
  const ssize_t size = pread(file, text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

int open_pidfd(pid_t pid) { return static_cast<int>(syscall(SYS_pidfd_open, pid, 0)); }

}  // namespace

EmbeddedRedis::EmbeddedRedis(asio::any_io_executor executor, StoreSettings settings)
    : executor_(executor),
      settings_(std::move(settings)),
      directory_(settings_.directory),
      pidfd_(executor),
      pause_(executor) {}

EmbeddedRedis::~EmbeddedRedis() = default;

StoreSettings EmbeddedRedis::reached_by(StoreSettings settings) {
  settings.path = (std::filesystem::path(settings.directory) / "redis.sock").string();
  return settings;
}

asio::awaitable<void> EmbeddedRedis::run() {
  make_folders();
  running_ = true;
  auto pause = pause_between_tries;
  while (!stopping_) {
    const auto lock = take_lock();
    bool running = false;
    if (lock)
      running = co_await start(*lock);
    else
      running = co_await adopt();
    const auto began = std::chrono::steady_clock::now();
    if (running) co_await watch();
    if (stopping_) break;
    const bool in_vain = lock && std::chrono::steady_clock::now() - began < a_start_worth_it;
    pause = in_vain ? std::min(pause * 2, longest_pause) : pause_between_tries;
    pause_.expires_after(pause);
    co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  running_ = false;
}

asio::awaitable<bool> EmbeddedRedis::start(int lock) {
  const bool whole = co_await mend_journal(lock);
  const bool spawned = whole && !stopping_ && spawn(lock);
  close(lock);  // the child's copy keeps it
  co_return spawned;
}

// Redis syncs the folder of its journal, but not that folder's name, nor ours: a power cut after
// the first start could take both.
void EmbeddedRedis::make_folders() const {
  std::error_code ignored;
  std::filesystem::create_directories(directory_.parent_path(), ignored);
  for (const auto& folder : {directory_, directory_ / "appendonlydir"}) {
    if (const auto made = disk::make_durable_directory(disk::kernel(), folder); !made)
      SPDLOG_ERROR("event=embedded_redis_folder error=\"{}\"", disk::to_text(made.error()));
  }
  std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, ignored);
}

std::optional<int> EmbeddedRedis::take_lock() const {
  const std::string path = (directory_ / "lock").string();
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    SPDLOG_ERROR("event=embedded_redis_lock path={} error=\"{}\"", path, std::strerror(errno));
    return std::nullopt;
  }
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  close(fd);
  return std::nullopt;
}

std::string EmbeddedRedis::write_configuration() const {
  const std::string path = (directory_ / "redis.conf").string(), unfinished = path + ".new";
  std::ofstream file(unfinished, std::ios::trunc);
  file << embedded_configuration(reached_by(settings_), std::filesystem::absolute(directory_));
  // A file that a full disk cut short would start a server with Redis' own defaults: another place,
  // no journal.
  file.close();
  if (!file || std::rename(unfinished.c_str(), path.c_str()) != 0) return {};
  return path;
}

// Before the server that would stumble over it (redis_journal.h). Without the check program it is
// told, and the server starts all the same.
asio::awaitable<bool> EmbeddedRedis::mend_journal(int lock) {
  const std::filesystem::path manifest = directory_ / "appendonlydir/appendonly.aof.manifest";
  std::error_code ignored;
  if (std::filesystem::file_size(manifest, ignored) == 0 || ignored) co_return true;
  ChildProcess check = check_journal(settings_.server, manifest, lock);
  const Ended checked = co_await run_to_end(std::move(check));
  if (checked.status == not_started || stopping_) co_return true;
  if (checked.status == killed) co_return false;
  const JournalEnd end = read_check(checked.said);
  if (!end.trouble.empty()) SPDLOG_ERROR("event=embedded_redis_journal error=\"{}\"", end.trouble);
  if (!end.torn) co_return true;
  SPDLOG_WARN("event=embedded_redis_torn_journal cut={}", end.cut);
  ChildProcess cut = cut_torn_end(settings_.server, manifest, lock);
  const Ended done = co_await run_to_end(std::move(cut));
  if (done.status != 0 && !stopping_)
    SPDLOG_ERROR("event=embedded_redis_journal error=\"its torn end cannot be cut off\" status={}",
                 done.status);
  co_return done.status == 0;
}

// Its report is in memory: the disk may be full.
asio::awaitable<EmbeddedRedis::Ended> EmbeddedRedis::run_to_end(ChildProcess program) {
  const disk::File report(memfd_create("crosstown-check", MFD_CLOEXEC));
  program.output = report.descriptor();
  Ended ended;
  const int failed = report ? spawn_child(program, child_) : errno;
  if (failed != 0) {
    child_ = 0;
    if (failed != ENOENT) ended.status = killed;  // no descriptors, no memory: not for ever
    SPDLOG_ERROR("event=embedded_redis_check program={} error=\"{}\"", program.words.front(),
                 std::strerror(failed));
    co_return ended;
  }
  own_child_ = true;
  co_await child_ended();
  const int status = forget_child();
  ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : killed;
  if (ended.status == killed && !stopping_)
    SPDLOG_ERROR("event=embedded_redis_check program={} error=\"killed by signal {}\"",
                 program.words.front(), WTERMSIG(status));
  ended.said = beginning_of(report.descriptor());
  co_return ended;
}

bool EmbeddedRedis::spawn(int lock) {
  const std::string socket = reached_by(settings_).path;
  if (socket.size() >= sizeof(sockaddr_un::sun_path)) {
    SPDLOG_ERROR(
        "event=embedded_redis_path path={} error=\"longer than a unix socket's path may be ({} "
        "bytes)\"",
        socket, sizeof(sockaddr_un::sun_path) - 1);
    return false;
  }
  const std::string configuration = write_configuration();
  if (configuration.empty()) {
    SPDLOG_ERROR("event=embedded_redis_configuration error=\"{} cannot be written\"",
                 (directory_ / "redis.conf").string());
    return false;
  }
  unlink(socket.c_str());  // we hold the lock: nobody listens there

  ChildProcess server;
  server.words = {settings_.server, configuration};
  server.inherited = lock;
  if (const int failed = spawn_child(server, child_); failed != 0) {
    child_ = 0;
    SPDLOG_ERROR("event=embedded_redis_spawn program={} error=\"{}\"", settings_.server,
                 std::strerror(failed));
    return false;
  }
  own_child_ = true;
  SPDLOG_INFO("event=embedded_redis_started pid={} appendfsync={}", child_, settings_.append_fsync);
  return true;
}

// Somebody holds the lock. A server that answers on our socket and works in our directory is the
// child of a daemon that died: it becomes ours. One that does not answer (it is loading, or on its
// way out) is asked again later.
asio::awaitable<bool> EmbeddedRedis::adopt() {
  Connected connected = co_await connect(executor_, reached_by(settings_), adopt_timeout);
  if (!connected.transport) co_return false;
  auto connection = std::make_shared<RedisConnection>(executor_, std::move(connected.transport));
  connection->start(nullptr);
  asio::steady_timer limit(executor_, adopt_timeout);
  limit.async_wait([connection](boost::system::error_code cancelled) {
    if (!cancelled) connection->close("no answer in time");
  });
  std::vector<std::string> ask_info{"INFO", "server"}, ask_directory{"CONFIG", "GET", "dir"};
  const auto info = co_await connection->call(std::move(ask_info));
  const auto place = co_await connection->call(std::move(ask_directory));
  if (!info || info->is_error() || !place || place->size() != 2) {
    connection->close("no answer");
    co_return false;
  }

  std::error_code ignored;
  const auto here = std::filesystem::canonical(directory_, ignored);
  const std::string_view digits = info_field(info->text(), "process_id");
  pid_t pid = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), pid);
  if (pid <= 1 || std::filesystem::canonical(place->text_at(1), ignored) != here) {
    SPDLOG_ERROR("event=embedded_redis_stranger pid={} directory={}", pid, place->text_at(1));
    connection->close("not ours");
    co_return false;
  }
  // The daemon that started it may have had another configuration.
  std::vector<std::string> set{"CONFIG",      "SET",
                               "appendfsync", settings_.append_fsync,
                               "maxmemory",   std::to_string(settings_.max_memory)};
  const auto done = co_await connection->call(std::move(set));
  connection->close("adopted");
  if (!done || done->is_error()) co_return false;
  child_ = pid;
  own_child_ = false;
  SPDLOG_INFO("event=embedded_redis_adopted pid={}", pid);
  co_return true;
}

asio::awaitable<void> EmbeddedRedis::watch() {
  co_await child_ended();
  if (!stopping_) SPDLOG_ERROR("event=embedded_redis_died pid={}", child_);
  forget_child();
}

asio::awaitable<void> EmbeddedRedis::child_ended() {
  const int fd = open_pidfd(child_);
  if (fd >= 0) {
    boost::system::error_code ignored;
    pidfd_.assign(fd, ignored);
    if (stopping_) terminate_child();  // stop() came while the child was being spawned or adopted
    co_await pidfd_.async_wait(asio::posix::stream_descriptor::wait_read,
                               asio::as_tuple(asio::use_awaitable));
    pidfd_.close(ignored);
  } else {
    while (!stopping_ && kill(child_, 0) == 0) {  // no descriptor to be had: ask now and then
      if (own_child_ && waitpid(child_, nullptr, WNOHANG) == child_) break;
      pause_.expires_after(pause_between_tries);
      co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
  }
}

int EmbeddedRedis::forget_child() {
  int status = 0;
  if (own_child_ && child_ > 0) waitpid(child_, &status, WNOHANG);
  child_ = 0;
  return status;
}

void EmbeddedRedis::terminate_child() {
  // By descriptor where we have one: the number of an adopted child could have been given to
  // another.
  if (pidfd_.is_open())
    syscall(SYS_pidfd_send_signal, pidfd_.native_handle(), SIGTERM, nullptr, 0);
  else if (own_child_ && child_ > 0)
    kill(child_, SIGTERM);
}

asio::awaitable<void> EmbeddedRedis::stop(std::chrono::milliseconds limit) {
  stopping_ = true;
  pause_.cancel();
  terminate_child();
  const auto deadline = std::chrono::steady_clock::now() + limit;
  asio::steady_timer poll(executor_);
  while (running_ && std::chrono::steady_clock::now() < deadline) {
    poll.expires_after(std::chrono::milliseconds(10));
    co_await poll.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  if (running_) SPDLOG_ERROR("event=embedded_redis_slow_stop pid={}", child_);
}

}  // namespace crosstown
