#include "router/store/numbers.h"

#include <algorithm>

#include "router/message/tracking.h"

namespace crosstown {

void NumberPool::add(int year, std::uint32_t first, std::uint32_t size) {
  if (year != year_) {
    year_ = year;
    free_.clear();
    highest_ = 0;
    next_size_ = smallest;
  }
  for (std::uint32_t k = first; k != first + size; ++k) free_.push_back(k);
  highest_ = std::max(highest_, first + size - 1);
  next_size_ = std::min(largest, next_size_ * 2);
}

std::size_t NumberPool::available(int year) const { return year == year_ ? free_.size() : 0; }

void NumberPool::take(int year, std::size_t count, std::vector<Fresh>& out) {
  out.clear();
  count = std::min(count, available(year));
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t k = free_.front();
    free_.pop_front();
    const auto sequence =
        k * static_cast<std::uint32_t>(partitions_) + static_cast<std::uint32_t>(partition_);
    out.push_back({k, to_text(TrackingNumber{year, sequence})});
  }
}

void NumberPool::give_back(int year, std::span<const Fresh> unused) {
  if (year != year_) return;
  for (std::size_t i = unused.size(); i > 0; --i) free_.push_front(unused[i - 1].k);
}

std::uint32_t NumberPool::wanted(int year) const {
  return available(year) * 2 > next_size_ ? 0 : next_size_;
}

std::uint32_t NumberPool::floor(int year) const { return year == year_ ? highest_ : 0; }

}  // namespace crosstown
