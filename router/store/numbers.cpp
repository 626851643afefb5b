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

void NumberPool::peek(int year, std::size_t count, std::vector<std::string>& out) const {
  out.clear();
  for (std::size_t i = 0; i < std::min(count, available(year)); ++i) {
    const auto sequence = free_[i] * static_cast<std::uint32_t>(partitions_) + static_cast<std::uint32_t>(partition_);
    out.push_back(to_text(TrackingNumber{year, sequence}));
  }
}

void NumberPool::take(int year, const std::vector<bool>& gone) {
  if (year != year_) return;
  const std::size_t looked_at = std::min(gone.size(), free_.size());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < looked_at; ++i) {
    if (!gone[i]) free_[kept++] = free_[i];
  }
  free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(kept), free_.begin() + static_cast<std::ptrdiff_t>(looked_at));
}

std::uint32_t NumberPool::wanted(int year) const {
  return available(year) * 2 > next_size_ ? 0 : next_size_;
}

std::uint32_t NumberPool::floor(int year) const { return year == year_ ? highest_ : 0; }

}  // namespace crosstown
