#include "daemon/daemon.h"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <stdexcept>

#include "daemon/inherited_sockets.h"
#include "daemon/io_thread.h"
#include "daemon/version.h"
#include "router/store/content/folder_content_store.h"
#include "router/task.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

template <class T, class Result>
std::unique_ptr<T> opened(Result result, const char* what) {
  if (!result) throw std::runtime_error(fmt::format("{}: {}", what, to_text(result.error())));
  return std::move(*result);
}

std::vector<std::unique_ptr<asio::io_context>> make_contexts(int wanted) {
  const int threads =
      wanted > 0 ? wanted : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  std::vector<std::unique_ptr<asio::io_context>> contexts;
  // One thread runs each; the others only post to it.
  for (int i = 0; i < threads; ++i)
    contexts.push_back(std::make_unique<asio::io_context>(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO));
  return contexts;
}

std::vector<asio::io_context*> pointers(
    const std::vector<std::unique_ptr<asio::io_context>>& contexts) {
  std::vector<asio::io_context*> all;
  for (const auto& context : contexts) all.push_back(context.get());
  return all;
}

std::shared_ptr<http::TlsContext> tls_of(const std::optional<TlsConfig>& files) {
  if (!files) return nullptr;
  return std::make_shared<http::TlsContext>(http::TlsFiles{files->certificate, files->key});
}

http::HttpSettings http_settings(const Config& config) {
  http::HttpSettings settings;
  settings.max_connections = config.limits.connections;
  settings.max_header_bytes = config.limits.header_size;
  settings.memory_budget = config.limits.body_memory;
  settings.file_budget = config.limits.body_files;
  settings.idle_timeout = config.limits.idle;
  settings.slow_request = config.limits.slow_request;
  settings.temp_directory = config.content.path;
  return settings;
}

// Of Daemon::servers_, in its order.
constexpr std::array<std::string_view, 3> door_names{"control", "admin", "public"};

// Beyond a sender's time nothing may wait in a lane.
constexpr auto longest_wait_beyond = 30s;

// An exception out of a plain handler, a timer's say, is as final as one out of a vital coroutine.
void run_io_thread(asio::io_context& context, int number) {
  this_io_thread = number;
  try {
    context.run();
  } catch (...) {
    vital_task("io-thread")(std::current_exception());
  }
}

}  // namespace

Daemon::Daemon(Config config)
    : config_(std::move(config)),
      contexts_(make_contexts(config_.threads)),
      threads_(pointers(contexts_)),
      reloader_(threads_.front()->get_executor(),
                [this](std::string by) { return read_and_apply(std::move(by)); }),
      watchdog_(threads_, [this] { return waiting_too_long(); }),
      signals_(*threads_.front(), SIGINT, SIGTERM, SIGHUP) {
  std::filesystem::create_directories(config_.state);
  // In message order, from the far end: what a part needs is there before it.
  content_ = opened<FolderContentStore>(
      FolderContentStore::open_folder(config_.content.path, config_.content.quota), "content");
  QuarantineLimits limits;
  limits.bytes = config_.quarantine.quota;
  limits.entries = config_.quarantine.entries;
  quarantine_ =
      opened<Quarantine>(Quarantine::open_folder(config_.quarantine.path, limits), "quarantine");

  city_.set(make_city(config_, metrics_));
  Store::Options options;
  options.lane_capacity = config_.limits.lane;
  options.clock = now;
  options.calendar = [this](Time time) { return city_.get()->calendar.civil(time); };
  options.on_drained = [this](std::string_view channel, Fate) {
    metrics_.channel(std::string(channel)).drained.Increment();
  };
  store_ = std::make_unique<Store>(config_.store, threads_, metrics_.registry(), options);
  client_ = std::make_unique<http::HttpClient>(threads_.front()->get_executor(), config_.outgoing);
  Carrier::Timing timing;
  timing.call = config_.outgoing.timeout;
  sender_ = std::make_unique<Sender>(threads_.front()->get_executor(), store_->outbox(), *client_,
                                     city_, reply_metrics_, timing);
  replies_ =
      std::make_unique<Replies>(store_->outbox(), reply_metrics_, [this] { sender_->wake(); });
  fetcher_ = std::make_unique<Fetcher>(threads_.front()->get_executor());
  intake_ = std::make_unique<Intake>(*store_, *content_, *quarantine_, disk_, metrics_, *fetcher_,
                                     replies_.get());

  admin_parts_ = std::make_unique<AdminParts>(
      AdminParts{city_, *store_, *content_, *quarantine_, disk_, *intake_, metrics_, *replies_,
                 [this](std::string by) { return reload_on_first_thread(std::move(by)); },
                 [this] { return local_url(); }, [this] { return door_loads(); }, now()});
  chat_door_ = std::make_unique<chat::ChatDoor>(
      chat::Parts{city_, *store_, *content_, disk_, *intake_, *replies_}, threads_);
  public_door_ = std::make_unique<PublicDoor>(city_, *intake_, *store_, *chat_door_, metrics_);
  admin_door_ = std::make_unique<TokenDoor>(*admin_parts_);
  control_door_ = std::make_unique<ControlDoor>(*admin_parts_, config_.listen.control);

  public_tls_ = tls_of(config_.listen.public_tls);
  admin_tls_ = tls_of(config_.listen.admin_tls);
  InheritedSockets inherited = InheritedSockets::take();
  const auto listen = [&](http::Handler& door, http::HttpSettings settings,
                          const std::string& address, std::shared_ptr<http::TlsContext> tls) {
    auto handed_down = inherited.find(door_names[servers_.size()], address);
    servers_.push_back(std::make_unique<http::Server>(std::move(settings), door, threads_, disk_));
    auto socket = handed_down ? std::move(*handed_down) : http::ListeningSocket::open(address);
    const std::string bound = socket.local_address();
    servers_.back()->listen(std::move(socket), std::move(tls));
    return bound;
  };
  http::HttpSettings settings = http_settings(config_);
  listen(*control_door_, settings, "unix:" + config_.listen.control, nullptr);
  const std::string admin =
      listen(*admin_door_, settings, config_.listen.admin_address, admin_tls_);
  settings.public_url = config_.listen.public_url;
  settings.trusted_proxies = config_.listen.trusted_proxies;
  public_address_ = listen(*public_door_, settings, config_.listen.public_address, public_tls_);
  mail_doors_ = std::make_unique<mail::MailDoors>(
      mail::MailDoors::Parts{city_, *intake_, *content_, threads_, disk_}, config_, inherited);
  inherited.expect_none_left();
  SPDLOG_INFO("event=listening public={} admin={} control={}", public_address_, admin,
              config_.listen.control);
}

Daemon::~Daemon() = default;

void Daemon::run() {
  SPDLOG_INFO("event=start version={} threads={} city=\"{}\"", version, threads_.size(),
              config_.city.name);
  store_->start(city_.get()->queue_settings);
  store_->queue_watch().watch(city_.get()->overflow);
  sender_->start();
  chat_door_->start();
  asio::co_spawn(*threads_.front(), watch_signals(), vital_task("signals"));
  watchdog_.start();

  std::vector<asio::executor_work_guard<asio::io_context::executor_type>> work;
  for (asio::io_context* context : threads_) work.emplace_back(context->get_executor());
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < threads_.size(); ++i)
    others.emplace_back([this, i] { run_io_thread(*threads_[i], static_cast<int>(i)); });
  asio::co_spawn(*threads_.front(), tell_when_ready(), vital_task("readiness"));
  run_io_thread(*threads_.front(), 0);  // until begin_stop() has come to its end

  for (std::thread& thread : others) thread.join();
  if (stopper_.joinable()) stopper_.join();
  disk_.join();
  SPDLOG_INFO("event=stopped");
}

// Whoever starts the daemon is told when a message can be kept; what connects before waits for
// that.
asio::awaitable<void> Daemon::tell_when_ready() {
  asio::steady_timer pause(*threads_.front());
  while (!store_->health().ready) {
    pause.expires_after(20ms);
    co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    if (stopper_.joinable()) co_return;
  }
  told_ready_ = true;
  sd_notify(0, "READY=1");
  SPDLOG_INFO("event=ready");
}

asio::awaitable<void> Daemon::watch_signals() {
  for (;;) {
    auto [error, number] = co_await signals_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    if (number != SIGHUP) break;
    asio::co_spawn(*threads_.front(), reloader_.reload("signal"), task("reload"));
  }
  begin_stop();
}

// In reverse: first nothing new comes in, then what is under way ends, then the store. It waits, so
// it has a thread of its own.
void Daemon::begin_stop() {
  SPDLOG_INFO("event=stopping");
  sd_notify(0, "STOPPING=1");
  stopper_ = std::thread([this, accept_timeout = config_.limits.accept_timeout] {
    const auto gently = std::chrono::steady_clock::now() + 15s,
               at_last = gently + accept_timeout + 5s;
    const auto until = [](std::chrono::steady_clock::time_point end) {
      return std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    };
    store_->bell().close();  // who waits for work is answered now
    for (const auto& server : servers_) server->stop();
    mail_doors_->stop();
    for (const auto& server : servers_) {
      if (server->wait_until_gone(std::max(0ms, until(gently)))) continue;
      server->abort();
      if (!server->wait_until_gone(std::max(0ms, until(at_last))))
        SPDLOG_ERROR("event=connections_left count={}", server->connections());
    }
    mail_doors_->wait_until_gone(gently, at_last);
    chat_door_->stop();
    fetcher_->stop();
    asio::co_spawn(*threads_.front(), sender_->stop(10s), asio::use_future).get();
    asio::co_spawn(*threads_.front(), store_->stop(10s), asio::use_future).get();
    for (asio::io_context* context : threads_) context->stop();
  });
}

std::string Daemon::waiting_too_long() const {
  const auto waiting = store_->health().oldest_waiting;
  if (waiting <= config_.limits.accept_timeout + longest_wait_beyond) return {};
  return fmt::format("a message has waited in its lane for {} ms", waiting.count());
}

std::vector<DoorLoad> Daemon::door_loads() const {
  std::vector<DoorLoad> loads;
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    const auto held = servers_[i]->held();
    loads.push_back({door_names[i], servers_[i]->connections(), held.memory, held.files});
  }
  return loads;
}

std::string Daemon::local_url() const {
  std::string address = public_address_;
  if (address.starts_with("0.0.0.0:")) address = "127.0.0.1" + address.substr(7);
  if (address.starts_with("[::]:")) address = "[::1]" + address.substr(4);
  return (public_tls_ ? "https://" : "http://") + address;
}

}  // namespace crosstown
