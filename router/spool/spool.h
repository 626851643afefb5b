// The spool as the lanes see it: hand over, read back, remove, none of it waiting for the disk on
// an I/O thread. One thread of its own does what has gathered as one commit, so that under load a
// sync serves hundreds of messages, without a timer.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <boost/asio/any_io_executor.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "router/lane/delivery.h"
#include "router/spool/disk_reserve.h"
#include "router/spool/spool_file.h"

namespace crosstown {

class Spool {
 public:
  using Clock = std::function<Time()>;

  // Throws what SpoolFile throws.
  Spool(SpoolFile::Options options, prometheus::Registry& registry, Clock clock);
  // Does what was asked before, then ends. The executors must still run or be gone with their
  // contexts.
  ~Spool();

  // Every callback runs on `executor`. `done` gets an empty text once it is durable, else the
  // reason why nothing happened.
  using Done = std::function<void(std::string error)>;

  // The deliveries are the spool's until `done`; then each has its fate (SpoolFile::Change::keep).
  void keep(int partition, std::vector<Delivery*> deliveries, boost::asio::any_io_executor executor,
            Done done);

  struct Settled {
    std::uint64_t place = 0;
    std::string aside;  // not empty: Redis will never take it, and why
  };
  void remove(int partition, std::vector<Settled> settled, boost::asio::any_io_executor executor,
              Done done);

  // Numbers from Redis: to give out from here, or already the lane's.
  enum class For { spool, lane };
  void lease(int partition, For whom, int year, std::uint32_t first, std::uint32_t size,
             boost::asio::any_io_executor executor, Done done);

  void read(int partition, std::size_t count, boost::asio::any_io_executor executor,
            std::function<void(SpoolFile::Page)> done);

  // From place `from` on, at most `count`.
  void page(int partition, std::uint64_t from, std::size_t count,
            boost::asio::any_io_executor executor, std::function<void(SpoolFile::Page)> done);

  // What Redis would not take: for an operator.
  void aside(int partition, std::uint64_t from, std::size_t count,
             boost::asio::any_io_executor executor,
             std::function<void(std::vector<SpoolAside>)> done);
  struct Decided {
    SpoolFile::Replayed outcome = SpoolFile::Replayed::missing;
    std::string error;  // not empty: the disk failed, and nothing changed
  };
  // As SpoolFile::Change::replay_aside.
  void replay_aside(int partition, std::uint64_t place, std::string queue,
                    boost::asio::any_io_executor executor, std::function<void(Decided)> done);
  void drop_aside(int partition, std::uint64_t place, boost::asio::any_io_executor executor,
                  std::function<void(Decided)> done);

  // From any thread, at once.
  [[nodiscard]] std::uint64_t entries(int partition) const { return file_.entries(partition); }
  [[nodiscard]] SpoolUsage usage() const { return file_.usage(); }
  [[nodiscard]] bool holds(int partition, const Delivery& delivery);
  [[nodiscard]] std::optional<SpoolEntry> find(int partition, std::string_view tracking) {
    return file_.find(partition, tracking);
  }
  // Numbers left to give out, and the highest ever leased, as of the last commit.
  struct Numbers {
    int year = -1;
    std::uint32_t left = 0;
    std::uint32_t highest = 0;
  };
  [[nodiscard]] Numbers numbers(int partition) const;

 private:
  // One thing to do in a commit. `change` may be tried again in another one.
  struct Job {
    std::function<void(SpoolFile::Change&)> change;
    bool frees = false;  // makes room: worth trying alone when the disk is full
    boost::asio::any_io_executor executor;
    Done done;
  };

  void submit(Job job);
  void read_later(std::function<void()> reading);
  void run();
  void commit(std::vector<Job>& jobs);
  [[nodiscard]] std::string commit_freeing(std::vector<Job>& jobs);
  [[nodiscard]] std::string commit_these(std::vector<Job>& jobs, bool only_freeing);
  void note_trouble(const std::string& error);
  void tell(std::vector<Job>& jobs, const std::string& error, bool only_freeing);
  void note_state();
  void watch_room();

  SpoolFile file_;
  DiskReserve reserve_;
  const Clock clock_;
  prometheus::Gauge& entries_;
  prometheus::Gauge& bytes_;
  prometheus::Gauge& aside_;
  prometheus::Counter& failures_;
  prometheus::Histogram& commit_seconds_;
  bool warned_ = false;    // of its filling up
  bool troubled_ = false;  // the last commit failed

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable more_;
  std::vector<Job> jobs_;
  std::vector<std::function<void()>> reads_;
  std::vector<Numbers> numbers_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace crosstown
