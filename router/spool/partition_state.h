// What the spool knows of a partition besides its entries: where the next goes, how much there is,
// and which tracking numbers it may give out while Redis, who leases them, is away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown {

struct PartitionState {
  std::uint64_t next_place = 1;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  std::uint64_t aside = 0;

  // Numbers are those of NumberPool: k of one year. Redis leases them; a year's reserve goes on
  // into the next if Redis is away then.
  struct Block {
    std::uint32_t next = 0;
    std::uint32_t end = 0;  // behind the last
  };
  int year = -1;
  std::uint32_t highest = 0;  // that was ever leased here, in `year`
  std::vector<Block> reserve;

  [[nodiscard]] std::uint32_t reserved() const;
  // The next number; empty: none is left.
  [[nodiscard]] std::optional<std::uint32_t> take();
  void add(int year, std::uint32_t first, std::uint32_t size);
  void note_leased(int year, std::uint32_t last);
};

[[nodiscard]] std::string encode(const PartitionState& state);
// Empty: not written by encode().
[[nodiscard]] std::optional<PartitionState> decode_state(std::string_view bytes);

}  // namespace crosstown
