#include "router/spool/spool.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <memory>
#include <utility>

namespace crosstown {
namespace {

namespace asio = boost::asio;

const prometheus::Histogram::BucketBoundaries seconds{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02,
                                                      0.05,   0.1,   0.25,  0.5,   1,    2.5};

// A commit that removes a batch changes at most four pages for each of its messages, and each
// partition may have one under way.
std::uint64_t room_to_remove(int partitions) {
  constexpr std::uint64_t of_one_partition = 2 << 20;
  return of_one_partition * static_cast<std::uint64_t>(std::max(partitions, 2));
}

prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

const std::string no_room = "the disk has no room";

// After the disk refused something, it is tried this often.
constexpr std::chrono::seconds between_tries{1};

}  // namespace

Spool::Spool(SpoolFile::Options options, prometheus::Registry& registry, Clock clock)
    : file_(options),
      reserve_(options.folder / "reserve", room_to_remove(options.partitions)),
      clock_(std::move(clock)),
      entries_(gauge(registry, "crosstown_spool_entries", "Accepted messages that wait for Redis")),
      bytes_(gauge(registry, "crosstown_spool_bytes", "What they take on disk, about")),
      aside_(gauge(registry, "crosstown_spool_set_aside",
                   "Messages that Redis would not take: an operator must look")),
      failures_(prometheus::BuildCounter()
                    .Name("crosstown_spool_failures_total")
                    .Help("Commits that the disk refused")
                    .Register(registry)
                    .Add({})),
      commit_seconds_(prometheus::BuildHistogram()
                          .Name("crosstown_spool_commit_seconds")
                          .Help("One commit, with its syncs")
                          .Register(registry)
                          .Add({}, seconds)),
      numbers_(static_cast<std::size_t>(options.partitions)) {
  gauge(registry, "crosstown_spool_limit_bytes", "store.spool.max_size")
      .Set(static_cast<double>(options.limit));
  note_trouble(reserve_.held() ? "" : no_room);
  note_state();
  if (const auto waiting = file_.usage().entries; waiting > 0)
    SPDLOG_INFO("event=spool_found entries={}", waiting);
  thread_ = std::thread([this] { run(); });
}

Spool::~Spool() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  more_.notify_one();
  thread_.join();
}

void Spool::keep(int partition, std::vector<Delivery*> deliveries, asio::any_io_executor executor,
                 Done done) {
  auto change = [this, partition, deliveries = std::move(deliveries)](SpoolFile::Change& to) {
    for (Delivery* one : deliveries) to.keep(partition, *one, clock_());
  };
  submit({std::move(change), false, std::move(executor), std::move(done)});
}

void Spool::remove(int partition, std::vector<Settled> settled, asio::any_io_executor executor,
                   Done done) {
  auto change = [partition, settled = std::move(settled)](SpoolFile::Change& from) {
    for (const Settled& one : settled) {
      if (one.aside.empty())
        from.remove(partition, one.place);
      else
        from.set_aside(partition, one.place, one.aside);
    }
  };
  submit({std::move(change), true, std::move(executor), std::move(done)});
}

void Spool::lease(int partition, For whom, int year, std::uint32_t first, std::uint32_t size,
                  asio::any_io_executor executor, Done done) {
  auto change = [=](SpoolFile::Change& in) {
    if (whom == For::spool)
      in.reserve(partition, year, first, size);
    else
      in.lease(partition, year, first, size);
  };
  submit({std::move(change), false, std::move(executor), std::move(done)});
}

void Spool::read(int partition, std::size_t count, asio::any_io_executor executor,
                 std::function<void(SpoolFile::Page)> done) {
  page(partition, 0, count, std::move(executor), std::move(done));
}

void Spool::page(int partition, std::uint64_t from, std::size_t count,
                 asio::any_io_executor executor, std::function<void(SpoolFile::Page)> done) {
  read_later(
      [this, partition, from, count, executor = std::move(executor), done = std::move(done)] {
        asio::post(executor, [done, page = file_.page(partition, from, count)]() mutable {
          done(std::move(page));
        });
      });
}

void Spool::aside(int partition, std::uint64_t from, std::size_t count,
                  asio::any_io_executor executor,
                  std::function<void(std::vector<SpoolAside>)> done) {
  read_later(
      [this, partition, from, count, executor = std::move(executor), done = std::move(done)] {
        asio::post(executor, [done, all = file_.aside(partition, from, count)]() mutable {
          done(std::move(all));
        });
      });
}

void Spool::read_later(std::function<void()> reading) {
  {
    const std::lock_guard guard(mutex_);
    reads_.push_back(std::move(reading));
  }
  more_.notify_one();
}

void Spool::replay_aside(int partition, std::uint64_t place, std::string queue,
                         asio::any_io_executor executor, std::function<void(Decided)> done) {
  auto decided = std::make_shared<Decided>();
  auto change = [partition, place, queue = std::move(queue), decided](SpoolFile::Change& in) {
    decided->outcome = in.replay_aside(partition, place, queue);
  };
  submit({std::move(change), false, std::move(executor),
          [decided, done = std::move(done)](const std::string& error) {
            done({decided->outcome, error});
          }});
}

void Spool::drop_aside(int partition, std::uint64_t place, asio::any_io_executor executor,
                       std::function<void(Decided)> done) {
  auto decided = std::make_shared<Decided>();
  auto change = [partition, place, decided](SpoolFile::Change& in) {
    const bool found = in.drop_aside(partition, place);
    decided->outcome = found ? SpoolFile::Replayed::done : SpoolFile::Replayed::missing;
  };
  submit({std::move(change), true, std::move(executor),
          [decided, done = std::move(done)](const std::string& error) {
            done({decided->outcome, error});
          }});
}

bool Spool::holds(int partition, const Delivery& delivery) {
  return entries(partition) > 0 &&
         file_.holds(partition, delivery.channel, delivery.provider_id, delivery.conversation);
}

Spool::Numbers Spool::numbers(int partition) const {
  const std::lock_guard guard(mutex_);
  return numbers_[static_cast<std::size_t>(partition)];
}

void Spool::submit(Job job) {
  {
    const std::lock_guard guard(mutex_);
    jobs_.push_back(std::move(job));
  }
  more_.notify_one();
}

void Spool::run() {
  auto look_again = std::chrono::steady_clock::now();
  for (;;) {
    std::vector<Job> jobs;
    std::vector<std::function<void()>> reads;
    {
      std::unique_lock lock(mutex_);
      const auto woken = [this] { return stopping_ || !jobs_.empty() || !reads_.empty(); };
      if (works_)
        more_.wait(lock, woken);
      else
        more_.wait_until(lock, look_again, woken);
      if (stopping_ && jobs_.empty() && reads_.empty()) return;
      jobs.swap(jobs_);
      reads.swap(reads_);
    }
    if (!works_ && std::chrono::steady_clock::now() >= look_again) {
      look_again = std::chrono::steady_clock::now() + between_tries;
      see_whether_it_works();
    }
    if (!jobs.empty()) commit(jobs);
    for (const auto& read : reads) read();
  }
}

// By a commit that says again what is there: who refuses messages gets none to find out with.
void Spool::see_whether_it_works() {
  // What the spool's file has free inside is no room for long.
  if (!has_room() || !reserve_.fits_again()) return note_trouble(no_room);
  SpoolFile::Change change(file_);
  change.say_again();
  note_trouble(change.commit());
}

bool Spool::has_room() {
  if (reserve_.held()) return true;
  const auto now = std::chrono::steady_clock::now();
  if (now < look_for_room_again_) return false;
  if (reserve_.take() || (file_.shrink() && reserve_.take())) return true;
  look_for_room_again_ = now + between_tries;
  return false;
}

// What gathered is one commit. When the disk refuses that, what makes room is tried alone, with the
// reserve given back if need be: else a full disk would never empty. Nothing else is taken until
// the reserve is held again, since it would fill the room that it leaves.
void Spool::commit(std::vector<Job>& jobs) {
  std::string error = has_room() ? commit_these(jobs, false) : no_room;
  if (!error.empty()) failures_.Increment();
  note_trouble(error);
  if (!error.empty() &&
      std::any_of(jobs.begin(), jobs.end(), [](const Job& job) { return job.frees; }))
    tell(jobs, commit_freeing(jobs), true);
  note_state();
  tell(jobs, error, false);
  watch_room();
}

std::string Spool::commit_freeing(std::vector<Job>& jobs) {
  std::string error = commit_these(jobs, true);
  if (!error.empty() && reserve_.give_back()) error = commit_these(jobs, true);
  if (error.empty()) look_for_room_again_ = {};  // there may be some now
  return error;
}

void Spool::note_trouble(const std::string& error) {
  if (!error.empty()) {
    if (works_.exchange(false)) SPDLOG_ERROR("event=spool_failed error=\"{}\"", error);
  } else if (!works_.exchange(true)) {
    SPDLOG_INFO("event=spool_works_again");
  }
}

std::string Spool::commit_these(std::vector<Job>& jobs, bool only_freeing) {
  const auto began = std::chrono::steady_clock::now();
  SpoolFile::Change change(file_);
  for (const Job& job : jobs) {
    if (job.done && (job.frees || !only_freeing)) job.change(change);
  }
  std::string error = change.commit();
  commit_seconds_.Observe(
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  return error;
}

// Each job once: told is who has no `done` any more.
void Spool::tell(std::vector<Job>& jobs, const std::string& error, bool only_freeing) {
  for (Job& job : jobs) {
    if (!job.done || (only_freeing && !job.frees)) continue;
    asio::post(job.executor, [done = std::exchange(job.done, nullptr), error] { done(error); });
  }
}

void Spool::note_state() {
  const SpoolUsage usage = file_.usage();
  entries_.Set(static_cast<double>(usage.entries));
  bytes_.Set(static_cast<double>(usage.bytes));
  aside_.Set(static_cast<double>(usage.aside));
  const std::lock_guard guard(mutex_);
  for (std::size_t i = 0; i < numbers_.size(); ++i) {
    const PartitionState& state = file_.state(static_cast<int>(i));
    numbers_[i] = {state.year, state.reserved(), state.highest};
  }
}

// At four fifths somebody should look, while there is time.
void Spool::watch_room() {
  const SpoolUsage usage = file_.usage();
  const bool filling = usage.bytes >= usage.limit / 5 * 4;
  if (filling && !warned_)
    SPDLOG_WARN("event=spool_filling bytes={} limit={} entries={}", usage.bytes, usage.limit,
                usage.entries);
  if (filling || usage.bytes < usage.limit / 2) warned_ = filling;
}

}  // namespace crosstown
