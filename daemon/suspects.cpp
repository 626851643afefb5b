#include "daemon/suspects.h"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "router/task.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Kept = QuarantineResult<std::string>;

// Runs on the disk thread, and leaves the line there.
asio::awaitable<Kept> put(Quarantine& quarantine, Suspect suspect, Quarantine::Place) {
  co_return quarantine.keep(suspect);
}

void log(const Suspect& suspect, const Kept& id) {
  if (id) {
    SPDLOG_WARN("event=quarantined channel={} id={} code={} detail=\"{}\"", suspect.channel, *id,
                suspect.code, suspect.detail);
  } else {
    SPDLOG_ERROR("event=quarantine_refused channel={} error=\"{}\"", suspect.channel,
                 to_text(id.error()));
  }
}

void log(std::string_view channel, const QuarantineAlarm::Counts& counts) {
  SPDLOG_ERROR("event=quarantine_flood channel={} quarantined={} refused={}", channel, counts.kept,
               counts.refused);
}

}  // namespace

// The threads are gone, and with them the summaries that were to come.
Suspects::~Suspects() {
  for (const auto& [channel, counts] : alarm_.untold()) log(channel, counts);
}

asio::awaitable<bool> Suspects::keep(Suspect suspect) {
  auto place = quarantine_.take_place(suspect.channel);
  Kept id = QuarantineError{};
  if (place) {
    auto putting = put(quarantine_, suspect, std::move(*place));
    id = co_await asio::co_spawn(disk_, std::move(putting), asio::use_awaitable);
  } else {
    id = place.error();
  }
  const auto advice =
      alarm_.note(suspect.channel, id.has_value(), std::chrono::steady_clock::now());
  if (advice.tell_now) log(suspect, id);
  if (advice.summarise_at) {
    // A task of the thread, not of the connection: it may be long gone by then.
    const auto thread = co_await asio::this_coro::executor;
    asio::co_spawn(thread, summarise(std::string(suspect.channel), *advice.summarise_at),
                   task("quarantine-summary"));
  }
  co_return id.has_value();
}

asio::awaitable<void> Suspects::summarise(std::string channel, QuarantineAlarm::Time at) {
  asio::steady_timer timer(co_await asio::this_coro::executor, at);
  co_await timer.async_wait(asio::use_awaitable);
  log(channel, alarm_.summary(channel, std::chrono::steady_clock::now()));
}

}  // namespace crosstown
