// The connection's side of a lane: connect, log in, look at the server, load the libraries, make
// the streams.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "router/lane/lane.h"
#include "router/lane/redis_error.h"
#include "router/store/library.h"
#include "router/store/server_check.h"
#include "router/store/transport.h"
#include "router/task.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Arguments = std::vector<std::string>;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds connect_timeout{3000};
constexpr std::chrono::milliseconds first_backoff{50};
constexpr std::chrono::milliseconds longest_backoff{1000};
constexpr std::chrono::seconds look_for_failover_every{2};
constexpr int looks_between_checks = 15;

Time time_of(const Reply& reply) {
  std::int64_t seconds = 0, microseconds = 0;
  const auto read = [](std::string_view digits, std::int64_t& number) {
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
  };
  read(reply.text_at(0), seconds);
  read(reply.text_at(1), microseconds);
  return Time(std::chrono::milliseconds(seconds * 1000 + microseconds / 1000));
}

// For people.
std::string name_of(const StoreSettings& settings) {
  if (settings.kind != StoreSettings::Kind::tcp) return settings.path;
  return fmt::format("{}:{}", settings.host, settings.port);
}

// Empty text: fine.
std::string complaint(const std::optional<Reply>& reply) {
  if (!reply) return "the connection broke";
  return reply->is_error() ? std::string(reply->text()) : std::string();
}

}  // namespace

std::string Lane::base() const {
  return fmt::format("{}:{{{}}}:", settings_.store.prefix, settings_.partition);
}

void Lane::start(std::vector<std::string> queues) {
  queues_ = configured_ = std::move(queues);
  asio::co_spawn(own(), connect_loop(), vital_task("lane-connect"));
  asio::co_spawn(own(), tick_loop(), vital_task("lane-tick"));
  asio::co_spawn(own(), watch_server(), vital_task("lane-watch"));
}

void Lane::set_queues(std::vector<std::string> queues) {
  asio::post(own(), [this, queues = std::move(queues)] {
    for (const std::string& queue : queues) {
      if (std::find(queues_.begin(), queues_.end(), queue) == queues_.end())
        queues_.push_back(queue);
    }
    configured_ = queues;
    if (connection_) asio::co_spawn(own(), make_new_queues(), task("make-queues"));
  });
}

asio::awaitable<void> Lane::make_new_queues() {
  const std::string error = co_await make_queues(connection_);
  if (!error.empty())
    SPDLOG_ERROR("event=queues_failed lane={} error=\"{}\"", settings_.partition, error);
}

void Lane::stop() {
  asio::post(own(), [this] {
    stopped_ = true;
    tick_.cancel();
    retry_.cancel();
    if (connection_) connection_->close("stopping");
  });
}

asio::awaitable<void> Lane::connect_loop() {
  auto backoff = first_backoff;
  while (!stopped_) {
    RedisFinder::Found found = co_await finder_.find();
    std::string error = found.error;
    Connected connected;
    if (error.empty()) {
      connected = co_await connect(own().get_executor(), found.settings, connect_timeout);
      error = connected.error;
    }
    if (error.empty()) {
      auto connection =
          std::make_shared<RedisConnection>(own().get_executor(), std::move(connected.transport));
      connection->start([this](std::string reason) { on_down(std::move(reason)); });
      preparing_ = connection;
      const std::vector<std::string> queues = configured_;
      error = co_await prepare(connection);
      preparing_.reset();
      if (error.empty() && connection->is_up() && !stopped_) {
        metrics_.connects.Increment();
        metrics_.up.Set(1);
        up_.store(true);
        set_trouble("");
        at_ = {found.settings.host, found.settings.port};
        SPDLOG_INFO("event=redis_up lane={} at={}", settings_.partition, name_of(found.settings));
        connection_ = connection;
        progressed_ = false;
        end_stall();
        if (configured_ != queues) asio::co_spawn(own(), make_new_queues(), task("make-queues"));
        lease_if_needed();
        pump();
        retry_.expires_at(std::chrono::steady_clock::time_point::max());
        co_await retry_.async_wait(asio::as_tuple(asio::use_awaitable));  // until on_down cancels
        if (stopped_) break;
        // A batch that breaks every connection must not make a busy loop.
        backoff = progressed_ ? first_backoff : std::min(backoff * 2, longest_backoff);
        retry_.expires_after(backoff);
        co_await retry_.async_wait(asio::as_tuple(asio::use_awaitable));
        continue;
      }
      connection->close(error.empty() ? "stopping" : error);
    }
    if (stopped_) break;
    if (trouble() != error)
      SPDLOG_WARN("event=redis_down lane={} error=\"{}\"", settings_.partition, error);
    set_trouble(error);
    retry_.expires_after(backoff);
    backoff = std::min(backoff * 2, longest_backoff);
    co_await retry_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

// Everything a fresh connection needs before messages may use it. An error text, or empty.
asio::awaitable<std::string> Lane::prepare(std::shared_ptr<RedisConnection> connection) {
  const StoreSettings& store = settings_.store;
  if (!store.password.empty()) {
    Arguments login{"AUTH"};
    if (!store.user.empty()) login.push_back(store.user);
    login.push_back(store.password);
    const std::string error = complaint(co_await connection->call(std::move(login)));
    if (!error.empty()) co_return "AUTH: " + error;
  }
  if (store.database != 0) {
    Arguments choose{"SELECT", std::to_string(store.database)};
    const std::string error = complaint(co_await connection->call(std::move(choose)));
    if (!error.empty()) co_return "SELECT: " + error;
  }
  Arguments name{"CLIENT", "SETNAME", fmt::format("crosstownd-lane-{}", settings_.partition)};
  std::string error = complaint(co_await connection->call(std::move(name)));
  if (!error.empty()) co_return "CLIENT SETNAME: " + error;

  error = co_await check_server(connection);
  if (!error.empty()) co_return error;

  error = co_await load_libraries(connection);
  if (!error.empty()) co_return error;

  error = co_await claim_partitions(connection);
  if (!error.empty()) co_return error;
  co_return co_await make_queues(connection);
}

// The number of partitions decides where everything lies: the first daemon writes it for ever,
// into partition 0. The others wait until it is known to be right.
asio::awaitable<std::string> Lane::claim_partitions(std::shared_ptr<RedisConnection> connection) {
  const std::string ours = std::to_string(settings_.store.partitions);
  if (settings_.partition != 0) {
    if (settings_.partitions_agreed && !settings_.partitions_agreed->load())
      co_return "partition 0 has to be reached first";
    co_return std::string();
  }
  const std::string key = base() + "partitions";
  Arguments claim{"SET", key, ours, "NX", "GET"};
  const auto before = co_await connection->call(std::move(claim));
  const std::string error = complaint(before);
  if (!error.empty()) co_return "SET " + key + ": " + error;
  const bool right = before->is_nil() || before->text() == ours;
  if (settings_.partitions_agreed) settings_.partitions_agreed->store(right);
  if (!right) {
    co_return fmt::format(
        "this Redis holds {} partitions, the configuration says {}: store.partitions cannot be "
        "changed",
        before->text(), ours);
  }
  co_return std::string();
}

// Refuses a server that cannot be used, and says what of its settings would lose messages. A user
// that may not ask is no reason to refuse.
asio::awaitable<std::string> Lane::check_server(std::shared_ptr<RedisConnection> connection) {
  ServerFacts facts;
  Arguments ask_info{"INFO"}, ask_time{"TIME"}, ask_sync{"CONFIG", "GET", "appendfsync"},
      ask_save{"CONFIG", "GET", "save"};
  const auto info = co_await connection->call(std::move(ask_info));
  if (!info) co_return "the connection broke";
  if (info->is_error() && may_pass(info->text())) co_return std::string(info->text());
  if (!info->is_error() && info_field(info->text(), "loading") == "1")
    co_return "LOADING Redis is loading its data";  // until then it says nothing of its journal
  if (!info->is_error()) read_info(info->text(), facts);
  const auto time = co_await connection->call(std::move(ask_time));
  if (time && time->size() == 2) facts.clock_ahead = time_of(*time) - settings_.clock();
  const auto sync = co_await connection->call(std::move(ask_sync));
  if (sync) facts.append_fsync = sync->text_at(1);
  const auto save = co_await connection->call(std::move(ask_save));
  if (save) facts.snapshots = save->text_at(1);
  if (!save) co_return "the connection broke";

  ServerFindings findings = judge(facts, settings_.store);
  if (!findings.refusal.empty()) co_return findings.refusal;
  history_ = findings.may_forget ? facts.history : std::string();
  if (info->is_error()) {
    findings.warnings = {
        fmt::format("Redis cannot be checked, since its user may not ask ({}): "
                    "ACL SETUSER with +info +config|get +time",
                    info->text())};
  }
  set_warnings(std::move(findings.warnings));
  co_return std::string();
}

void Lane::set_warnings(std::vector<std::string> warnings) {
  const auto known = this->warnings();
  for (const std::string& warning : warnings) {
    if (std::find(known.begin(), known.end(), warning) == known.end())
      SPDLOG_WARN("event=redis_warning lane={} warning=\"{}\"", settings_.partition, warning);
  }
  std::atomic_store(&warnings_,
                    std::make_shared<const std::vector<std::string>>(std::move(warnings)));
}

std::vector<std::string> Lane::warnings() const {
  const auto warnings = std::atomic_load(&warnings_);
  return warnings ? *warnings : std::vector<std::string>();
}

// What changes while a connection lasts: another master (the old one may still answer, and take
// messages that nobody will ever see), other settings, less memory.
asio::awaitable<void> Lane::watch_server() {
  asio::steady_timer pause(own());
  for (int looks = 1; !stopped_; ++looks) {
    // Each lane asks on a connection of its own: many do so less often.
    pause.expires_after(look_for_failover_every * (1 + settings_.store.partitions / 16));
    co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    const auto connection = connection_;
    if (stopped_ || !connection) continue;
    if (follows_failovers()) {
      const RedisFinder::Found found = co_await finder_.find();
      const RedisNode now{found.settings.host, found.settings.port};
      if (found.error.empty() && connection == connection_ && now != at_)
        connection->close("the master is another one now: " + name_of(found.settings));
    }
    if (looks % looks_between_checks != 0) continue;
    const std::string refusal = co_await check_server(connection);
    if (!refusal.empty()) connection->close(refusal);
  }
}

bool Lane::follows_failovers() const {
  const auto kind = settings_.store.kind;
  return kind == StoreSettings::Kind::sentinel || kind == StoreSettings::Kind::cluster;
}

// Each library, and whether this user may do what it does: without all rights a batch would fail in
// its midst.
asio::awaitable<std::string> Lane::load_libraries(std::shared_ptr<RedisConnection> connection) {
  static const std::string covered;  // by another's probe
  const std::array<std::pair<const std::string*, const std::string*>, 8> libraries{
      {{&function_library().code, &function_library().probe},
       {&care_library().code, &care_library().probe},
       {&books_library().code, &books_library().probe},
       {&work_library().code, &work_library().probe},
       {&outbox_library().code, &outbox_library().probe},
       {&chat_library().code, &chat_library().probe},
       {&desk_library().code, &covered},
       {&face_library_code(), &covered}}};
  for (const auto& [code, probe] : libraries) {
    Arguments load{"FUNCTION", "LOAD", "REPLACE", *code};
    std::string error = complaint(co_await connection->call(std::move(load)));
    if (!error.empty()) co_return "FUNCTION LOAD: " + error + " (Redis 7.0 or newer is needed)";
    if (probe->empty()) continue;
    Arguments call{"FCALL", *probe, "1", base()};
    error = complaint(co_await connection->call(std::move(call)));
    if (!error.empty()) co_return "this Redis user may not do all that is needed: " + error;
  }
  co_return std::string();
}

asio::awaitable<std::string> Lane::make_queues(std::shared_ptr<RedisConnection> connection) {
  const std::vector<std::string> queues = queues_;
  for (const std::string& queue : queues) {
    for (const char* priority : {"urgent", "normal", "low"}) {
      Arguments create{"XGROUP",  "CREATE", fmt::format("{}queue:{}:{}", base(), queue, priority),
                       "workers", "0",      "MKSTREAM"};
      const std::string error = complaint(co_await connection->call(std::move(create)));
      if (!error.empty() && !error.starts_with("BUSYGROUP")) co_return "XGROUP CREATE: " + error;
    }
  }
  Arguments name{"FCALL", function_library().queues, "1", base()};
  name.insert(name.end(), configured_.begin(), configured_.end());
  const std::string error = complaint(co_await connection->call(std::move(name)));
  if (!error.empty()) co_return "the queues' names: " + error;
  co_return std::string();
}

void Lane::on_down(std::string reason) {
  const bool was_up = up_.exchange(false);
  connection_.reset();
  metrics_.up.Set(0);
  if (stopped_) return;
  if (was_up) {
    SPDLOG_WARN("event=redis_down lane={} error=\"{}\"", settings_.partition, reason);
    set_trouble(std::move(reason));
    retry_.cancel();
  }
}

asio::awaitable<std::optional<Reply>> Lane::command(std::vector<std::string> arguments) {
  // Commands hop to the lane's thread and back: `co_spawn` resumes the caller on its own executor.
  auto run = [](Lane* lane,
                Arguments command) -> asio::awaitable<std::shared_ptr<std::optional<Reply>>> {
    auto result = std::make_shared<std::optional<Reply>>();
    if (lane->connection_) {
      auto connection = lane->connection_;
      const auto sent = Clock::now();
      *result = co_await connection->call(std::move(command));
      lane->metrics_.look_up_seconds.Observe(
          std::chrono::duration<double>(Clock::now() - sent).count());
    }
    co_return result;
  };
  auto running = run(this, std::move(arguments));
  auto result = co_await asio::co_spawn(own(), std::move(running), asio::use_awaitable);
  co_return std::move(*result);
}

void Lane::set_trouble(std::string text) {
  in_trouble_ = !text.empty();
  std::atomic_store(&trouble_, std::make_shared<const std::string>(std::move(text)));
}

std::string Lane::trouble() const {
  const auto text = std::atomic_load(&trouble_);
  return text ? *text : "not connected yet";
}

}  // namespace crosstown
