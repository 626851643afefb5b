#include "bench/load/switchboard.h"

#include <utility>

#include "bench/load/resident.h"

namespace crosstown::load {
namespace {

constexpr std::size_t most_parked = 1024;

}  // namespace

Switchboard::Switchboard(std::size_t targets, std::uint64_t residents)
    : residents_(residents), sides_(targets) {}

void Switchboard::add_idle(std::uint32_t connection) {
  sides_[target_of(connection)].idle.push_back(connection);
  ++idle_;
}

void Switchboard::remove_idle(std::uint32_t connection) {
  idle_ -= std::erase(sides_[target_of(connection)].idle, connection);
}

bool Switchboard::wants_more() const { return idle_ > 0 && parked_ < most_parked; }

std::optional<std::uint32_t> Switchboard::connect(const Job& job) {
  Side& side = sides_[side_of(job.request)];
  if (!side.idle.empty()) return take_idle(side);
  side.parked.push_back(job);
  ++parked_;
  return std::nullopt;
}

std::optional<Switchboard::Connected> Switchboard::next_parked() {
  if (parked_ == 0) return std::nullopt;
  for (Side& side : sides_) {
    if (side.parked.empty() || side.idle.empty()) continue;
    const Job job = side.parked.front();
    side.parked.pop_front();
    --parked_;
    return Connected{job, take_idle(side)};
  }
  return std::nullopt;
}

std::vector<Job> Switchboard::give_up() {
  std::vector<Job> all;
  for (Side& side : sides_) {
    all.insert(all.end(), side.parked.begin(), side.parked.end());
    side.parked.clear();
  }
  parked_ = 0;
  return all;
}

std::size_t Switchboard::side_of(const Planned& request) {
  if (request.kind != Kind::unique) return turn_++ % sides_.size();
  return authorship(request.index, residents_).resident % sides_.size();
}

std::uint32_t Switchboard::take_idle(Side& side) {
  const std::uint32_t connection = side.idle.back();
  side.idle.pop_back();
  --idle_;
  return connection;
}

}  // namespace crosstown::load
