// Latencies in log-linear buckets, as HdrHistogram has them: 128 in each power of two, so that a
// quantile is at most 0.8 % too high at any magnitude, in fixed memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace crosstown::load {

class Histogram {
 public:
  void add(std::uint64_t value);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t max() const { return max_; }
  // The smallest value that `share` (0 … 1) of all values do not exceed, rounded up to its bucket's
  // upper edge; 0 when empty.
  [[nodiscard]] std::uint64_t quantile(double share) const;

 private:
  static constexpr unsigned precision_bits = 7;
  static constexpr std::size_t per_power = std::size_t{1} << precision_bits;
  static constexpr std::size_t bucket_count = (64 - precision_bits + 1) * per_power;

  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t upper_edge(std::size_t bucket);

  std::array<std::uint64_t, bucket_count> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace crosstown::load
