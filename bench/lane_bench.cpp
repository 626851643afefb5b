// A lane's queue against what else could stand in its place.
#include <benchmark/benchmark.h>

#include <boost/lockfree/queue.hpp>
#include <deque>
#include <mutex>

#include "router/lane/mpsc_queue.h"

namespace {

class Locked {
 public:
  explicit Locked(std::size_t capacity) : capacity_(capacity) {}
  bool try_push(void*& value) {
    const std::scoped_lock lock(mutex_);
    if (items_.size() == capacity_) return false;
    items_.push_back(value);
    return true;
  }
  bool try_pop(void*& value) {
    const std::scoped_lock lock(mutex_);
    if (items_.empty()) return false;
    value = items_.front();
    items_.pop_front();
    return true;
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::deque<void*> items_;
};

class Lockfree {
 public:
  explicit Lockfree(std::size_t capacity) : queue_(capacity) {}
  bool try_push(void*& value) { return queue_.bounded_push(value); }
  bool try_pop(void*& value) { return queue_.pop(value); }

 private:
  boost::lockfree::queue<void*> queue_;
};

// One thread pushes a burst and pops it: what a lane does on its own thread.
template <class Queue>
void own_thread(benchmark::State& state) {
  Queue queue(16384);
  const auto burst = static_cast<int>(state.range(0));
  int item = 0;
  for (auto _ : state) {
    for (int i = 0; i < burst; ++i) {
      void* value = &item;
      benchmark::DoNotOptimize(queue.try_push(value));
    }
    void* value = nullptr;
    while (queue.try_pop(value)) benchmark::DoNotOptimize(value);
  }
  state.SetItemsProcessed(state.iterations() * burst);
}
BENCHMARK(own_thread<crosstown::MpscQueue<void*>>)->Arg(32);
BENCHMARK(own_thread<Locked>)->Arg(32);
BENCHMARK(own_thread<Lockfree>)->Arg(32);

}  // namespace
