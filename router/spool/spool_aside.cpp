// What Redis would not take, and an operator decides about.
#include <algorithm>
#include <utility>

#include "router/spool/spool_file.h"
#include "router/spool/spool_keys.h"

namespace crosstown {
namespace {

using namespace spool;

// "reason" behind its size, then the entry as it was.
SpoolAside decode_aside(std::uint64_t place, std::string_view bytes) {
  SpoolAside aside;
  CodedReader in(bytes);
  const std::string_view reason = in.text();
  aside.place = place;
  aside.reason = reason;
  if (!in.good()) return aside;
  if (auto entry = decode(place, bytes.substr(sizeof(std::uint64_t) + reason.size())))
    aside.entry.emplace(std::move(*entry));
  return aside;
}

}  // namespace

std::vector<SpoolAside> SpoolFile::aside(int partition, std::uint64_t from, std::size_t count) {
  std::vector<SpoolAside> all;
  walk(tables_.aside, partition, from, count, [&all](std::uint64_t place, std::string_view bytes) {
    all.push_back(decode_aside(place, bytes));
  });
  return all;
}

std::optional<SpoolAside> SpoolFile::Change::take_out(int partition, std::uint64_t place) {
  const auto& tables = file_.tables_;
  const std::string at = place_key(partition, place);
  const auto bytes = transaction_.get(tables.aside, at);
  if (!bytes) return std::nullopt;
  SpoolAside aside = decode_aside(place, *bytes);
  PartitionState& state = states_[static_cast<std::size_t>(partition)];
  changed_[static_cast<std::size_t>(partition)] = true;
  state.aside -= 1;
  state.bytes -= std::min<std::uint64_t>(state.bytes, bytes->size() + overhead);
  transaction_.erase(tables.aside, at);
  if (aside.entry) {
    const std::string number = number_key(partition, aside.entry->tracking);
    if (const auto first = transaction_.get(tables.numbers, number); first && *first == at)
      transaction_.erase(tables.numbers, number);
  }
  return aside;
}

bool SpoolFile::Change::drop_aside(int partition, std::uint64_t place) {
  return take_out(partition, place).has_value();
}

// It waits behind all others, as new, under the number that was told.
SpoolFile::Replayed SpoolFile::Change::replay_aside(int partition, std::uint64_t place,
                                                    std::string_view queue) {
  const auto& tables = file_.tables_;
  const auto bytes = transaction_.get(tables.aside, place_key(partition, place));
  if (!bytes) return Replayed::missing;
  if (!decode_aside(place, *bytes).entry) return Replayed::unreadable;
  auto aside = take_out(partition, place);
  SpoolEntry& entry = *aside->entry;
  if (!queue.empty()) entry.delivery.queue = queue;
  insert(partition, entry.delivery, entry.tracking, entry.accepted);
  return Replayed::done;
}

}  // namespace crosstown
