// The spool on disk: what was accepted while Redis could not take it, in order, until it has.
//
// An LMDB environment: a commit is one fdatasync and one synchronous page write however many
// messages it holds, and what a crash leaves behind is the state after one commit or another, never
// between (docs/decisions/0006-spool.md). Beside the entries lie what makes a repeat the same
// message, a resident's next one follow in order and a number find its request, and the numbers
// that may be given out meanwhile: all change in the same commit.
//
// Everything blocks for as long as the disk takes. One thread changes; any thread may ask holds(),
// find() and usage().
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "router/spool/lmdb.h"
#include "router/spool/partition_state.h"
#include "router/spool/spool_entry.h"
#include "router/store/content/durable_file.h"

namespace crosstown {

struct SpoolUsage {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;  // with what the indices take, about
  std::uint64_t limit = 0;
  std::uint64_t aside = 0;  // messages that Redis would not take: an operator must look
};

// A message that Redis would not take.
struct SpoolAside {
  std::uint64_t place = 0;
  std::string reason;
  std::optional<SpoolEntry> entry;  // empty: it cannot be read
};

class SpoolFile {
 public:
  struct Options {
    std::filesystem::path folder;
    std::uint64_t limit = 4ULL << 30;  // bytes
    int partitions = 1;
  };

  // Throws std::runtime_error with what is wrong with the folder, or that another daemon uses it.
  explicit SpoolFile(Options options);
  ~SpoolFile();

  enum class Replayed { done, missing, unreadable };

  // Changes that are durable together, or did not happen.
  class Change {
   public:
    explicit Change(SpoolFile& file);

    // Sets the delivery's fate and tracking as they will be once this is committed: `spooled` with
    // the number to tell; `duplicate` of one in the spool; `overloaded`: the spool is full;
    // `unavailable`: no number is left. A delivery that was tried in Redis with a number
    // (Delivery::attempted) is told that one.
    void keep(int partition, Delivery& delivery, Time now);
    // Redis has it.
    void remove(int partition, std::uint64_t place);
    // Redis will never take it. It stays for an operator, out of the others' way.
    void set_aside(int partition, std::uint64_t place, std::string_view reason);

    // It waits for Redis again, behind all others; under `queue`, unless that is empty.
    [[nodiscard]] Replayed replay_aside(int partition, std::uint64_t place, std::string_view queue);
    // False: there is no such one.
    [[nodiscard]] bool drop_aside(int partition, std::uint64_t place);

    // Numbers leased for the spool to give out.
    void reserve(int partition, int year, std::uint32_t first, std::uint32_t size);
    // Numbers leased for the lane: only the highest is remembered, as the next leases' floor.
    void lease(int partition, int year, std::uint32_t first, std::uint32_t size);

    // Empty text: durable. Else nothing has changed, and this is why.
    [[nodiscard]] std::string commit();

   private:
    std::string number_for(int partition, const Delivery& delivery);
    void insert(int partition, const Delivery& delivery, const std::string& tracking,
                Time accepted);
    std::optional<SpoolAside> take_out(int partition, std::uint64_t place);

    SpoolFile& file_;
    std::shared_lock<std::shared_mutex> open_;
    lmdb::Transaction transaction_;
    std::vector<PartitionState> states_;
    std::vector<bool> changed_;
  };

  struct Page {
    std::vector<SpoolEntry> entries;
    std::vector<std::uint64_t> damaged;  // places of what cannot be read
  };
  // A partition's, oldest first, from place `from` on, at most `count`.
  [[nodiscard]] Page page(int partition, std::uint64_t from, std::size_t count);
  [[nodiscard]] Page oldest(int partition, std::size_t count) { return page(partition, 0, count); }
  // What was set aside, likewise.
  [[nodiscard]] std::vector<SpoolAside> aside(int partition, std::uint64_t from, std::size_t count);

  // Whether a message of that channel and id, or any of that conversation, waits here.
  [[nodiscard]] bool holds(int partition, std::string_view channel, std::string_view provider_id,
                           std::string_view conversation);
  // The first message that was told this number, while it waits here or was set aside.
  [[nodiscard]] std::optional<SpoolEntry> find(int partition, std::string_view tracking);

  // Gives the disk back what an outage has taken: LMDB's file never shrinks by itself. Of the
  // changing thread, while nothing waits here and nothing was set aside. False: nothing changed.
  bool shrink();

  [[nodiscard]] SpoolUsage usage() const;
  [[nodiscard]] std::uint64_t entries(int partition) const {
    return entries_[static_cast<std::size_t>(partition)].load(std::memory_order_acquire);
  }
  // Of the changing thread, or before it starts.
  [[nodiscard]] const PartitionState& state(int partition) const {
    return states_[static_cast<std::size_t>(partition)];
  }

 private:
  [[noreturn]] void fail(std::string_view reason) const;
  void open();
  void walk(MDB_dbi table, int partition, std::uint64_t from, std::size_t count,
            const std::function<void(std::uint64_t place, std::string_view bytes)>& one);
  void load_states(MDB_env* env);
  void publish(std::vector<PartitionState> states);
  void reopen_after_panic();
  [[nodiscard]] std::shared_lock<std::shared_mutex> held_open();
  [[nodiscard]] std::uint64_t bytes_of(const std::vector<PartitionState>& states) const;

  const Options options_;
  disk::File lock_;
  std::shared_mutex mutex_;  // guards env_ against its being opened anew
  lmdb::Env env_;
  struct Tables {
    MDB_dbi entries = 0, ids = 0, conversations = 0, numbers = 0, aside = 0, states = 0;
  } tables_;
  std::vector<PartitionState> states_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> entries_;
  std::atomic<std::uint64_t> all_entries_{0}, all_bytes_{0}, all_aside_{0};
};

}  // namespace crosstown
