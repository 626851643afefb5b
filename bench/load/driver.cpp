#include "bench/load/driver.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace crosstown::load {
namespace {

constexpr Nanoseconds sweep_every = 50'000'000;

ScheduleSettings schedule_settings(const Options& options) {
  ScheduleSettings settings;
  settings.requests = options.messages;
  settings.rate = options.rate;
  settings.ordered = options.ordered;
  settings.residents = options.request.residents;
  return settings;
}

Plan plan_of(const Options& options) {
  return {options.request.seed, options.duplicates, options.forged};
}

}  // namespace

Driver::Driver(const Options& options, RequestSource source, Meter& meter, Ledger& ledger)
    : options_(options),
      source_(std::move(source)),
      meter_(meter),
      ledger_(ledger),
      schedule_(plan_of(options), schedule_settings(options)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      switchboard_(options.targets.size(), options.request.residents) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  for (std::uint32_t id = 0; id < options.connections; ++id) {
    const Target& target = options.targets[switchboard_.target_of(id)];
    connections_.push_back(std::make_unique<Connection>(epoll_, id, target));
  }
}

Ending Driver::run(const volatile std::sig_atomic_t& interrupted) {
  if (!connect_all()) return Ending::unreachable;
  Ending ending = Ending::complete;
  Nanoseconds now = monotonic_now();
  schedule_.start(now);
  measure_at_ = now + nanoseconds(options_.warmup);
  if (options_.seconds > 0) stop_at_ = measure_at_ + nanoseconds(options_.seconds);

  while (!schedule_.finished() || under_way_ > 0 || switchboard_.parked() > 0) {
    follow_clock(now);
    if (interrupted && !schedule_.finished()) {
      ending = Ending::interrupted;
      stop(now);
    }
    if (now - last_alive_ > nanoseconds(options_.timeout)) {
      ending = Ending::unreachable;
      stop(now);
    }
    launch();
    wait(now);
    now = monotonic_now();
    if (now >= next_sweep_) sweep(now);
  }
  meter_.freeze(now);
  meter_.add_unsent(schedule_.unsent() + dropped_);
  return ending;
}

// Before the clock starts: connecting is not what is measured.
bool Driver::connect_all() {
  const Nanoseconds give_up = monotonic_now() + nanoseconds(options_.timeout);
  Nanoseconds now = monotonic_now();
  while (switchboard_.idle() < connections_.size() && now < give_up) {
    sweep(now);
    wait(now);
    now = monotonic_now();
  }
  return switchboard_.idle() == connections_.size();
}

void Driver::follow_clock(Nanoseconds now) {
  if (!measuring_ && now >= measure_at_) {
    measuring_ = true;
    meter_.start(now);
  }
  if (now >= stop_at_) stop(now);
}

void Driver::stop(Nanoseconds now) {
  schedule_.stop(now);
  for (const Job& job : switchboard_.give_up()) {
    schedule_.answered(job.request);
    ++dropped_;
  }
  meter_.freeze(now);
}

void Driver::launch() {
  while (const auto waited = switchboard_.next_parked()) send(waited->job, waited->connection);
  while (switchboard_.wants_more()) {
    const auto job = schedule_.next(monotonic_now());
    if (!job) return;
    if (const auto connection = switchboard_.connect(*job)) send(*job, *connection);
  }
}

void Driver::send(const Job& job, std::uint32_t id) {
  ++under_way_;
  connections_[id]->send(job, monotonic_now(), source_.head,
                         [&](std::string& out) { source_.append_rest(job.request, out); });
}

void Driver::wait(Nanoseconds now) {
  Nanoseconds until = next_sweep_;
  if (!schedule_.exhausted()) until = std::min(until, measuring_ ? stop_at_ : measure_at_);
  if (switchboard_.wants_more()) until = std::min(until, schedule_.wake_at());
  const Nanoseconds pause = std::clamp<Nanoseconds>(until - now, 0, sweep_every);
  const timespec timeout{0, pause};

  std::array<epoll_event, 256> events;
  const int count =
      ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
  for (int i = 0; i < count; ++i) handle(events[i].data.u32, events[i].events);
}

void Driver::handle(std::uint32_t id, std::uint32_t epoll_events) {
  Connection& connection = *connections_[id];
  const auto was = connection.state();
  const auto event = connection.handle(epoll_events);
  switch (event) {
    case Connection::Event::nothing: return;
    case Connection::Event::connected: switchboard_.add_idle(id); return;
    case Connection::Event::closed:
      if (was == Connection::State::idle) switchboard_.remove_idle(id);
      return;
    case Connection::Event::lost: {
      conclude(id, {0, std::nullopt, Problem::lost}, monotonic_now());
      return;
    }
    case Connection::Event::malformed: {
      connection.close();
      conclude(id, {0, std::nullopt, Problem::malformed}, monotonic_now());
      return;
    }
    case Connection::Event::answered: {
      const Nanoseconds now = monotonic_now();
      conclude(id, judge(connection.job().request.kind, connection.response()), now);
      connection.release();
      if (connection.state() == Connection::State::idle) switchboard_.add_idle(id);
      return;
    }
  }
}

void Driver::conclude(std::uint32_t id, const Verdict& verdict, Nanoseconds now) {
  const Job& job = connections_[id]->job();
  --under_way_;
  meter_.record(job.request.kind, verdict, job.due, now);
  ledger_.add(job.request, verdict, switchboard_.target_of(id));
  schedule_.answered(job.request);
}

void Driver::sweep(Nanoseconds now) {
  next_sweep_ = now + sweep_every;
  const Nanoseconds timeout = nanoseconds(options_.timeout);
  bool alive = false;
  for (std::uint32_t id = 0; id < connections_.size(); ++id) {
    Connection* const connection = connections_[id].get();
    if (connection->state() == Connection::State::busy && now - connection->sent_at() > timeout) {
      connection->close();
      conclude(id, {0, std::nullopt, Problem::timed_out}, now);
    }
    if (connection->state() == Connection::State::closed) connection->open();
    alive |= connection->state() == Connection::State::idle ||
             connection->state() == Connection::State::busy;
  }
  if (alive || last_alive_ == 0) last_alive_ = now;
}

}  // namespace crosstown::load
