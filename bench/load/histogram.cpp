#include "bench/load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace crosstown::load {

// Values below 128 have a bucket each. Above, the number of leading places beyond the seven kept
// chooses the row, and the seven bits behind the leading one the bucket in it.
std::size_t Histogram::bucket_of(std::uint64_t value) {
  if (value < per_power) return value;
  const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - precision_bits;
  return (shift + 1) * per_power + ((value >> shift) - per_power);
}

std::uint64_t Histogram::upper_edge(std::size_t bucket) {
  if (bucket < per_power) return bucket;
  const std::size_t shift = bucket / per_power - 1;
  return ((per_power + bucket % per_power + 1) << shift) - 1;
}

void Histogram::add(std::uint64_t value) {
  ++buckets_[bucket_of(value)];
  ++count_;
  max_ = std::max(max_, value);
}

std::uint64_t Histogram::quantile(double share) const {
  if (count_ == 0) return 0;
  const auto rank = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
  std::uint64_t passed = 0;
  for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
    passed += buckets_[bucket];
    if (passed >= rank) return std::min(upper_edge(bucket), max_);
  }
  return max_;
}

}  // namespace crosstown::load
