#include "router/spool/spool_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/sha.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "router/message/tracking.h"
#include "router/spool/coding.h"

namespace crosstown {
namespace {

// What an entry takes besides its own bytes: its place in four tables and the pages' slack.
constexpr std::uint64_t overhead = 512;
// LMDB at its map's end cannot even delete, so the map (which is address space, not disk) has room
// for several times what the limit allows.
constexpr std::uint64_t map_factor = 4;
constexpr std::uint64_t smallest_map = 64ULL << 20;
constexpr unsigned table_count = 6;
constexpr unsigned most_readers = 1024;  // threads

std::string place_key(int partition, std::uint64_t place) {
  std::string key;  // big-endian: LMDB sorts by bytes
  for (int shift = 8; shift >= 0; shift -= 8)
    key += static_cast<char>(static_cast<unsigned>(partition) >> shift);
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(place >> shift);
  return key;
}

std::uint64_t place_of(std::string_view key) {
  std::uint64_t place = 0;
  for (const char byte : key.substr(2)) place = place << 8 | static_cast<unsigned char>(byte);
  return place;
}

// An LMDB key holds 511 bytes at most, and provider ids are anybody's.
std::string id_key(int partition, std::string_view channel, std::string_view provider_id) {
  std::string text;
  put_number(text, static_cast<std::uint64_t>(partition));
  put_text(text, channel);
  put_text(text, provider_id);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return {reinterpret_cast<const char*>(digest.data()), 16};
}

std::string conversation_key(int partition, std::string_view conversation) {
  return place_key(partition, 0).append(conversation);
}

std::string number_key(int partition, std::string_view tracking) {
  return place_key(partition, 0).append(tracking);
}

struct Conversation {
  std::uint64_t entries = 0;
  Time last{};           // when the latest of them was accepted
  std::string tracking;  // what its resident was told then
};

std::string encode(const Conversation& conversation) {
  std::string out;
  put_number(out, conversation.entries);
  put_number(out, static_cast<std::uint64_t>(conversation.last.time_since_epoch().count()));
  put_text(out, conversation.tracking);
  return out;
}

Conversation decode_conversation(std::string_view bytes) {
  CodedReader in(bytes);
  Conversation conversation;
  conversation.entries = in.number();
  conversation.last = Time(std::chrono::milliseconds(in.number()));
  conversation.tracking = in.text();
  return conversation;
}

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

std::shared_lock<std::shared_mutex> SpoolFile::held_open() {
  if (!env_) reopen_after_panic();
  return std::shared_lock(mutex_);
}

SpoolUsage SpoolFile::usage() const {
  return {all_entries_.load(std::memory_order_relaxed), all_bytes_.load(std::memory_order_relaxed),
          options_.limit, all_aside_.load(std::memory_order_relaxed)};
}

SpoolFile::Page SpoolFile::oldest(int partition, std::size_t count) {
  Page page;
  const std::shared_lock open(mutex_);
  if (!env_) return page;
  lmdb::Transaction transaction(env_.get(), MDB_RDONLY);
  MDB_cursor* raw = nullptr;
  if (transaction.error() || mdb_cursor_open(transaction.handle(), tables_.entries, &raw) != 0)
    return page;
  const std::unique_ptr<MDB_cursor, void (*)(MDB_cursor*)> cursor(raw, mdb_cursor_close);
  const std::string first = place_key(partition, 0);
  MDB_val key = lmdb::to_val(first), value{};
  int error = mdb_cursor_get(raw, &key, &value, MDB_SET_RANGE);
  while (error == 0 && count-- > 0 &&
         lmdb::to_view(key).substr(0, 2) == std::string_view(first).substr(0, 2)) {
    const std::uint64_t place = place_of(lmdb::to_view(key));
    if (auto entry = decode(place, lmdb::to_view(value)))
      page.entries.push_back(std::move(*entry));
    else
      page.damaged.push_back(place);
    error = mdb_cursor_get(raw, &key, &value, MDB_NEXT);
  }
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
  const std::string conversation_at = conversation_key(partition, delivery.conversation);
  if (!delivery.conversation.empty()) {
    if (const auto bytes = transaction_.get(tables.conversations, conversation_at))
      conversation = decode_conversation(*bytes);
  }
  const bool goes_on =
      conversation.entries > 0 && now - conversation.last <= delivery.conversation_window;
  const std::string tracking = goes_on ? conversation.tracking : number_for(partition, delivery);
  if (tracking.empty()) {
    delivery.fate = Fate::unavailable;
    return;
  }
  PartitionState& state = states_[static_cast<std::size_t>(partition)];
  changed_[static_cast<std::size_t>(partition)] = true;
  const std::string place = place_key(partition, state.next_place++);
  const std::string bytes = encode(delivery, tracking, now);
  state.entries += 1;
  state.bytes += bytes.size() + overhead;
  transaction_.put(tables.entries, place, bytes, MDB_NOOVERWRITE);
  transaction_.put(tables.ids, id, tracking);
  if (!goes_on) transaction_.put(tables.numbers, number_key(partition, tracking), place);
  if (!delivery.conversation.empty()) {
    conversation.tracking = tracking;
    conversation.last = now;
    ++conversation.entries;
    transaction_.put(tables.conversations, conversation_at, encode(conversation));
  }
  delivery.fate = Fate::spooled;
  delivery.tracking = tracking;
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
