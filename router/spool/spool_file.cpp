#include "router/spool/spool_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "router/message/tracking.h"
#include "router/spool/spool_keys.h"

namespace crosstown {
namespace {

using namespace spool;

// LMDB at its map's end cannot even delete, so the map (which is address space, not disk) has room
// for several times what the limit allows.
constexpr std::uint64_t map_factor = 4;
constexpr std::uint64_t smallest_map = 64ULL << 20;
constexpr std::uint64_t worth_shrinking = 1 << 20;
constexpr unsigned table_count = 6;
constexpr unsigned most_readers = 1024;  // threads

std::string explain(int error) { return error == 0 ? std::string() : mdb_strerror(error); }

}  // namespace

SpoolFile::SpoolFile(Options options)
    : options_(std::move(options)),
      entries_(new std::atomic<std::uint64_t>[static_cast<std::size_t>(options_.partitions)]) {
  if (const auto made = disk::make_durable_directory(disk::kernel(), options_.folder); !made)
    fail(disk::to_text(made.error()));
  const auto lock = options_.folder / "owner";
  lock_ = disk::File(::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock_) fail(std::strerror(errno));
  if (::flock(lock_.descriptor(), LOCK_EX | LOCK_NB) != 0)
    fail(errno == EWOULDBLOCK ? "another daemon uses it" : std::strerror(errno));
  open();
  // LMDB syncs its file, but not the file's name.
  if (const auto synced = disk::sync_directory(disk::kernel(), options_.folder); !synced)
    fail(disk::to_text(synced.error()));
}

SpoolFile::~SpoolFile() = default;

void SpoolFile::fail(std::string_view reason) const {
  throw std::runtime_error(fmt::format("spool {}: {}", options_.folder.string(), reason));
}

void SpoolFile::open() {
  const auto check = [this](int error) {
    if (error) fail(explain(error));
  };
  MDB_env* made = nullptr;
  check(mdb_env_create(&made));
  lmdb::Env env(made);  // env_ only when all is well: who finds one may use it
  check(mdb_env_set_maxdbs(made, table_count));
  check(mdb_env_set_maxreaders(made, most_readers));
  check(mdb_env_set_mapsize(made, std::max(smallest_map, options_.limit * map_factor)));
  check(mdb_env_open(made, options_.folder.c_str(), MDB_NORDAHEAD, 0600));
  lmdb::Transaction transaction(made, 0);
  const std::pair<const char*, MDB_dbi*> tables[table_count] = {
      {"entries", &tables_.entries},
      {"ids", &tables_.ids},
      {"conversations", &tables_.conversations},
      {"numbers", &tables_.numbers},
      {"aside", &tables_.aside},
      {"states", &tables_.states}};
  for (const auto& [name, table] : tables) *table = transaction.table(name, MDB_CREATE);
  check(transaction.commit());
  load_states(made);
  env_ = std::move(env);
}

// A state that cannot be read is not one that is empty: that would give places anew.
void SpoolFile::load_states(MDB_env* env) {
  lmdb::Transaction transaction(env, MDB_RDONLY);
  std::vector<PartitionState> states;
  for (int partition = 0; partition < options_.partitions; ++partition) {
    const auto bytes = transaction.get(tables_.states, place_key(partition, 0));
    if (transaction.error()) fail(explain(transaction.error()));
    const auto state = bytes ? decode_state(*bytes) : PartitionState{};
    if (!state) fail(fmt::format("the state of partition {} is unreadable", partition));
    states.push_back(*state);
  }
  publish(std::move(states));
}

void SpoolFile::publish(std::vector<PartitionState> states) {
  states_ = std::move(states);
  std::uint64_t all = 0, aside = 0;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    entries_[i].store(states_[i].entries, std::memory_order_release);
    all += states_[i].entries;
    aside += states_[i].aside;
  }
  all_entries_.store(all, std::memory_order_relaxed);
  all_aside_.store(aside, std::memory_order_relaxed);
  all_bytes_.store(bytes_of(states_), std::memory_order_relaxed);
}

std::uint64_t SpoolFile::bytes_of(const std::vector<PartitionState>& states) const {
  std::uint64_t bytes = 0;
  for (const PartitionState& state : states) bytes += state.bytes;
  return bytes;
}

// After an error while it wrote its meta page LMDB refuses everything until it is opened anew.
void SpoolFile::reopen_after_panic() {
  const std::unique_lock alone(mutex_);
  env_.reset();
  try {
    open();
  } catch (const std::runtime_error&) {
    // The next change finds no environment, and tries again.
  }
}

// A copy without the free pages takes the place of the file, whole or not at all.
bool SpoolFile::shrink() {
  const std::filesystem::path file = options_.folder / "data.mdb",
                              copies = options_.folder / "copy";
  std::error_code error;
  if (all_entries_ > 0 || all_aside_ > 0 ||
      std::filesystem::file_size(file, error) < worth_shrinking)
    return false;
  const std::unique_lock alone(mutex_);
  std::filesystem::remove_all(copies, error);
  if (!env_ || !std::filesystem::create_directory(copies, error)) return false;
  const std::filesystem::path copy = copies / "data.mdb";
  bool made = mdb_env_copy2(env_.get(), copies.c_str(), MDB_CP_COMPACT) == 0;
  if (made) {
    const disk::File bytes(::open(copy.c_str(), O_RDWR | O_CLOEXEC));
    made = bytes && disk::sync_file(disk::kernel(), bytes, copy);
  }
  if (made) {
    env_.reset();
    std::filesystem::rename(copy, file, error);
    made = !error && disk::sync_directory(disk::kernel(), options_.folder);
    try {
      open();
    } catch (const std::runtime_error&) {
      // The next change finds no environment, and tries again.
    }
  }
  std::filesystem::remove_all(copies, error);
  return made;
}

std::shared_lock<std::shared_mutex> SpoolFile::held_open() {
  if (!env_) reopen_after_panic();
  return std::shared_lock(mutex_);
}

SpoolUsage SpoolFile::usage() const {
  return {all_entries_.load(std::memory_order_relaxed), all_bytes_.load(std::memory_order_relaxed),
          options_.limit, all_aside_.load(std::memory_order_relaxed)};
}

void SpoolFile::walk(MDB_dbi table, int partition, std::uint64_t from, std::size_t count,
                     const std::function<void(std::uint64_t, std::string_view)>& one) {
  const std::shared_lock open(mutex_);
  if (!env_) return;
  lmdb::Transaction transaction(env_.get(), MDB_RDONLY);
  MDB_cursor* raw = nullptr;
  if (transaction.error() || mdb_cursor_open(transaction.handle(), table, &raw) != 0) return;
  const std::unique_ptr<MDB_cursor, void (*)(MDB_cursor*)> cursor(raw, mdb_cursor_close);
  const std::string first = place_key(partition, from);
  MDB_val key = lmdb::to_val(first), value{};
  int error = mdb_cursor_get(raw, &key, &value, MDB_SET_RANGE);
  while (error == 0 && count-- > 0 &&
         lmdb::to_view(key).substr(0, 2) == std::string_view(first).substr(0, 2)) {
    one(place_of(lmdb::to_view(key)), lmdb::to_view(value));
    error = mdb_cursor_get(raw, &key, &value, MDB_NEXT);
  }
}

SpoolFile::Page SpoolFile::page(int partition, std::uint64_t from, std::size_t count) {
  Page page;
  walk(tables_.entries, partition, from, count,
       [&page](std::uint64_t place, std::string_view bytes) {
         if (auto entry = decode(place, bytes))
           page.entries.push_back(std::move(*entry));
         else
           page.damaged.push_back(place);
       });
  return page;
}

bool SpoolFile::holds(int partition, std::string_view channel, std::string_view provider_id,
                      std::string_view conversation) {
  const std::shared_lock open(mutex_);
  if (!env_) return entries(partition) > 0;
  lmdb::Transaction transaction(env_.get(), MDB_RDONLY);
  const bool held =
      transaction.get(tables_.ids, id_key(partition, channel, provider_id)) ||
      (!conversation.empty() &&
       transaction.get(tables_.conversations, conversation_key(partition, conversation)));
  return held || transaction.error() != 0;  // when in doubt, in order
}

std::optional<SpoolEntry> SpoolFile::find(int partition, std::string_view tracking) {
  const std::shared_lock open(mutex_);
  if (!env_) return std::nullopt;
  lmdb::Transaction transaction(env_.get(), MDB_RDONLY);
  const auto key = transaction.get(tables_.numbers, number_key(partition, tracking));
  if (!key) return std::nullopt;
  const std::uint64_t place = place_of(*key);
  if (const auto bytes = transaction.get(tables_.entries, *key)) return decode(place, *bytes);
  const auto aside = transaction.get(tables_.aside, *key);
  if (!aside) return std::nullopt;
  CodedReader in(*aside);
  const std::string_view reason = in.text();
  return decode(place, aside->substr(sizeof(std::uint64_t) + reason.size()));
}

SpoolFile::Change::Change(SpoolFile& file)
    : file_(file),
      open_(file.held_open()),
      transaction_(file.env_.get(), 0),
      states_(file.states_),
      changed_(file.states_.size(), false) {}

void SpoolFile::Change::keep(int partition, Delivery& delivery, Time now) {
  const auto& tables = file_.tables_;
  const std::string id = id_key(partition, delivery.channel, delivery.provider_id);
  if (const auto told = transaction_.get(tables.ids, id)) {
    delivery.fate = Fate::duplicate;
    delivery.tracking = *told;
    return;
  }
  if (file_.bytes_of(states_) >= file_.options_.limit) {
    delivery.fate = Fate::overloaded;
    return;
  }
  Conversation conversation;
  if (!delivery.conversation.empty()) {
    const std::string at = conversation_key(partition, delivery.conversation);
    if (const auto bytes = transaction_.get(tables.conversations, at))
      conversation = decode_conversation(*bytes);
  }
  const bool goes_on = !delivery.anew && conversation.entries > 0 &&
                       now - conversation.last <= delivery.conversation_window;
  const std::string tracking = goes_on ? conversation.tracking : number_for(partition, delivery);
  if (tracking.empty()) {
    delivery.fate = Fate::unavailable;
    return;
  }
  insert(partition, delivery, tracking, now);
  delivery.fate = Fate::spooled;
  delivery.tracking = tracking;
}

void SpoolFile::Change::insert(int partition, const Delivery& delivery, const std::string& tracking,
                               Time accepted) {
  const auto& tables = file_.tables_;
  PartitionState& state = states_[static_cast<std::size_t>(partition)];
  changed_[static_cast<std::size_t>(partition)] = true;
  const std::string place = place_key(partition, state.next_place++);
  const std::string bytes = encode(delivery, tracking, accepted);
  state.entries += 1;
  state.bytes += bytes.size() + overhead;
  transaction_.put(tables.entries, place, bytes, MDB_NOOVERWRITE);
  transaction_.put(tables.ids, id_key(partition, delivery.channel, delivery.provider_id), tracking);
  const std::string number = number_key(partition, tracking);
  if (!transaction_.get(tables.numbers, number)) transaction_.put(tables.numbers, number, place);
  if (delivery.conversation.empty()) return;
  const std::string conversation_at = conversation_key(partition, delivery.conversation);
  Conversation conversation;
  if (const auto kept = transaction_.get(tables.conversations, conversation_at))
    conversation = decode_conversation(*kept);
  conversation.tracking = tracking;
  conversation.last = std::max(conversation.last, accepted);
  ++conversation.entries;
  transaction_.put(tables.conversations, conversation_at, encode(conversation));
}

std::string SpoolFile::Change::number_for(int partition, const Delivery& delivery) {
  if (!delivery.attempted.empty()) return delivery.attempted.front();
  PartitionState& state = states_[static_cast<std::size_t>(partition)];
  const auto k = state.take();
  if (!k) return {};
  changed_[static_cast<std::size_t>(partition)] = true;
  const auto sequence = *k * static_cast<std::uint32_t>(file_.options_.partitions) +
                        static_cast<std::uint32_t>(partition);
  return to_text(TrackingNumber{state.year, sequence});
}

void SpoolFile::Change::remove(int partition, std::uint64_t place) {
  const auto& tables = file_.tables_;
  const std::string at = place_key(partition, place);
  const auto bytes = transaction_.get(tables.entries, at);
  if (!bytes) return;
  PartitionState& state = states_[static_cast<std::size_t>(partition)];
  changed_[static_cast<std::size_t>(partition)] = true;
  state.entries -= 1;
  state.bytes -= std::min<std::uint64_t>(state.bytes, bytes->size() + overhead);
  if (const auto entry = decode(place, *bytes)) {
    const Delivery& delivery = entry->delivery;
    transaction_.erase(tables.ids, id_key(partition, delivery.channel, delivery.provider_id));
    const std::string number = number_key(partition, entry->tracking);
    if (const auto first = transaction_.get(tables.numbers, number); first && *first == at)
      transaction_.erase(tables.numbers, number);
    const std::string conversation_at = conversation_key(partition, delivery.conversation);
    const auto kept = transaction_.get(tables.conversations, conversation_at);
    if (kept && !delivery.conversation.empty()) {
      Conversation conversation = decode_conversation(*kept);
      if (--conversation.entries == 0)
        transaction_.erase(tables.conversations, conversation_at);
      else
        transaction_.put(tables.conversations, conversation_at, encode(conversation));
    }
  }
  transaction_.erase(tables.entries, at);
}

// It keeps its number findable and counts against the limit: only an operator makes it go.
void SpoolFile::Change::set_aside(int partition, std::uint64_t place, std::string_view reason) {
  const std::string at = place_key(partition, place);
  const auto bytes = transaction_.get(file_.tables_.entries, at);
  if (!bytes) return;
  std::string kept;
  put_text(kept, reason);
  kept += *bytes;
  const auto entry = decode(place, *bytes);
  transaction_.put(file_.tables_.aside, at, kept);
  remove(partition, place);
  states_[static_cast<std::size_t>(partition)].bytes += kept.size() + overhead;
  states_[static_cast<std::size_t>(partition)].aside += 1;
  if (entry) transaction_.put(file_.tables_.numbers, number_key(partition, entry->tracking), at);
}

void SpoolFile::Change::reserve(int partition, int year, std::uint32_t first, std::uint32_t size) {
  states_[static_cast<std::size_t>(partition)].add(year, first, size);
  changed_[static_cast<std::size_t>(partition)] = true;
}

void SpoolFile::Change::lease(int partition, int year, std::uint32_t first, std::uint32_t size) {
  states_[static_cast<std::size_t>(partition)].note_leased(year, first + size - 1);
  changed_[static_cast<std::size_t>(partition)] = true;
}

std::string SpoolFile::Change::commit() {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (changed_[i])
      transaction_.put(file_.tables_.states, place_key(static_cast<int>(i), 0), encode(states_[i]));
  }
  const int error = transaction_.commit();
  if (error == 0) {
    file_.publish(std::move(states_));
    return {};
  }
  open_.unlock();
  if (error == MDB_PANIC) file_.reopen_after_panic();
  return explain(error);
}

}  // namespace crosstown
