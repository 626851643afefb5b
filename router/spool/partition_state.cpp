#include "router/spool/partition_state.h"

#include <algorithm>

#include "router/spool/coding.h"

namespace crosstown {

std::uint32_t PartitionState::reserved() const {
  std::uint32_t left = 0;
  for (const Block& block : reserve) left += block.end - block.next;
  return left;
}

std::optional<std::uint32_t> PartitionState::take() {
  if (reserve.empty()) return std::nullopt;
  const std::uint32_t k = reserve.front().next++;
  if (reserve.front().next == reserve.front().end) reserve.erase(reserve.begin());
  return k;
}

void PartitionState::add(int of_year, std::uint32_t first, std::uint32_t size) {
  if (of_year != year) reserve.clear();
  note_leased(of_year, first + size - 1);
  if (!reserve.empty() && reserve.back().end == first)
    reserve.back().end += size;
  else
    reserve.push_back({first, first + size});
}

void PartitionState::note_leased(int of_year, std::uint32_t last) {
  if (of_year != year) {
    year = of_year;
    highest = 0;
    reserve.clear();
  }
  highest = std::max(highest, last);
}

std::string encode(const PartitionState& state) {
  std::string out;
  for (const std::uint64_t number :
       {state.next_place, state.entries, state.bytes, state.aside,
        static_cast<std::uint64_t>(state.year + 1), static_cast<std::uint64_t>(state.highest)}) {
    put_number(out, number);
  }
  for (const auto& block : state.reserve) {
    put_number(out, block.next);
    put_number(out, block.end);
  }
  return out;
}

std::optional<PartitionState> decode_state(std::string_view bytes) {
  CodedReader in(bytes);
  PartitionState state;
  state.next_place = in.number();
  state.entries = in.number();
  state.bytes = in.number();
  state.aside = in.number();
  state.year = static_cast<int>(in.number()) - 1;
  state.highest = static_cast<std::uint32_t>(in.number());
  while (in.good() && !in.at_end()) {
    const auto next = static_cast<std::uint32_t>(in.number());
    const auto end = static_cast<std::uint32_t>(in.number());
    if (next < end) state.reserve.push_back({next, end});
  }
  if (!in.good()) return std::nullopt;
  return state;
}

}  // namespace crosstown
