// What the spool costs on this disk: a commit with its syncs, a look whether it holds something,
// and opening one that is full of messages.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "router/spool/spool_file.h"

namespace crosstown {
namespace {

// In the working directory: what lies in /tmp may be in memory.
class Folder {
 public:
  Folder() {
    char name[] = "./spool-bench-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] SpoolFile::Options options() const { return {path_ / "spool", 8ULL << 30, 1}; }

 private:
  std::filesystem::path path_;
};

Delivery message(std::uint64_t n) {
  Delivery delivery;
  delivery.provider_id = "SM" + std::to_string(n);
  delivery.conversation = "conversation-of-resident-" + std::to_string(n % 10'000);
  delivery.channel = "city-sms";
  delivery.queue = "public-works";
  delivery.priority = "normal";
  delivery.type = "pothole";
  delivery.head = std::string(120, 'h');
  delivery.tail = std::string(700, 't');
  return delivery;
}

std::uint64_t commit(SpoolFile& file, std::uint64_t from, std::uint64_t count) {
  SpoolFile::Change change(file);
  change.reserve(0, 26, file.state(0).highest + 1, static_cast<std::uint32_t>(count));
  for (std::uint64_t n = from; n < from + count; ++n) {
    Delivery delivery = message(n);
    change.keep(0, delivery, Time{});
  }
  if (!change.commit().empty()) std::abort();
  return from + count;
}

void commit_of(benchmark::State& state) {
  Folder folder;
  SpoolFile file(folder.options());
  std::uint64_t next = 0;
  for (auto _ : state) next = commit(file, next, static_cast<std::uint64_t>(state.range(0)));
  state.SetItemsProcessed(static_cast<std::int64_t>(next));
}
BENCHMARK(commit_of)->Arg(1)->Arg(16)->Arg(128)->UseRealTime()->Unit(benchmark::kMicrosecond);

void holds(benchmark::State& state) {
  Folder folder;
  SpoolFile file(folder.options());
  commit(file, 0, 100'000);
  std::uint64_t n = 0;
  for (auto _ : state) {
    const Delivery other = message(1'000'000 + ++n);
    benchmark::DoNotOptimize(file.holds(0, other.channel, other.provider_id, "nobody's"));
  }
}
BENCHMARK(holds);

void open_with_a_million(benchmark::State& state) {
  Folder folder;
  {
    SpoolFile file(folder.options());
    for (std::uint64_t next = 0; next < 1'000'000;) next = commit(file, next, 10'000);
  }
  for (auto _ : state) {
    SpoolFile file(folder.options());
    if (file.usage().entries != 1'000'000) std::abort();
    benchmark::DoNotOptimize(file.oldest(0, 128));
  }
}
BENCHMARK(open_with_a_million)->Unit(benchmark::kMillisecond)->Iterations(20);

}  // namespace
}  // namespace crosstown
