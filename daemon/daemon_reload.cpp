// The daemon's reload: a changed configuration comes into force whole, or not at all.
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <filesystem>

#include "daemon/daemon.h"
#include "daemon/log.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;

// systemd.service(5), Type=notify: between the two a reload is under way.
void tell_reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  sd_notify(0, fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                           now.tv_sec * 1'000'000LL + now.tv_nsec / 1000)
                   .c_str());
}

std::map<std::string, std::uint64_t, std::less<>> quarantined(const Quarantine& quarantine) {
  std::map<std::string, std::uint64_t, std::less<>> entries;
  for (const auto& [channel, usage] : quarantine.usage()) entries.emplace(channel, usage.entries);
  return entries;
}

struct ReadAgain {
  std::optional<Config> config;
  config::Problems problems;
};

asio::awaitable<std::shared_ptr<ReadAgain>> read_again(std::filesystem::path file) {
  auto read = std::make_shared<ReadAgain>();
  read->config = load_config(file, read->problems);
  co_return read;
}

}  // namespace

// A reload before that is part of the start.
void Daemon::tell_reloaded() const {
  if (told_ready_) sd_notify(0, "READY=1");
}

asio::awaitable<ReloadResult> Daemon::reload_on_first_thread(std::string by) {
  auto running = reloader_.reload(std::move(by));
  co_return co_await asio::co_spawn(*threads_.front(), std::move(running), asio::use_awaitable);
}

// Whole or not at all: everything that can be wrong is looked at before anything changes.
asio::awaitable<ReloadResult> Daemon::read_and_apply(std::string by) {
  ReloadResult result;
  if (told_ready_) tell_reloading();
  auto reading =
      read_again(config_.file);  // files and patterns take their time: not on an I/O thread
  const auto read = co_await asio::co_spawn(disk_, std::move(reading), asio::use_awaitable);
  std::optional<Config>& wanted = read->config;
  const config::Problems& problems = read->problems;
  const auto refuse = [&](const std::vector<config::Problem>& list) {
    for (const config::Problem& problem : list) result.problems.push_back(config::to_text(problem));
  };
  refuse(problems.sorted());
  if (wanted) {
    refuse(reload_blockers(config_, *wanted));
    refuse(channel_blockers(config_, *wanted, quarantined(*quarantine_)));
    refuse(run_config_tests(*wanted));
    for (const std::string& queue : removed_queues(config_, *wanted)) {
      const auto work = co_await store_->queue_has_work(queue);
      if (work && !*work) continue;
      result.problems.push_back(
          fmt::format("{}: queue \"{}\" cannot be removed: it {}", config_.file.string(), queue,
                      work ? "still holds work"
                           : "cannot be asked whether it holds work, since Redis is away"));
    }
  }
  if (result.problems.empty())
    result.problems = http::reload(std::array{public_tls_, admin_tls_, mail_doors_->tls()});
  if (!result.problems.empty()) {
    for (const std::string& problem : result.problems)
      SPDLOG_ERROR("event=reload_refused by={} problem=\"{}\"", by, problem);
    metrics_.reload_failures.Increment();
    tell_reloaded();
    co_return result;
  }
  const std::shared_ptr<const City> next = make_city(*wanted, metrics_);
  next->overflow->take_over(*city_.get()->overflow);
  city_.set(next);
  store_->set_queues(next->queue_settings);
  store_->queue_watch().watch(next->overflow);
  sender_->wake();
  set_log_level(wanted->log.level);
  config_ = std::move(*wanted);
  result.applied = true;
  metrics_.reloads.Increment();
  tell_reloaded();
  SPDLOG_INFO("event=reloaded by={} file={}", by, config_.file.string());
  co_return result;
}

}  // namespace crosstown
