#include "router/store/numbers.h"

#include <algorithm>

#include "router/message/tracking.h"

namespace crosstown {

void NumberPool::add(int year, std::uint32_t first, std::uint32_t size) {
  if (year != year_) {
    year_ = year;
    blocks_.clear();
    highest_ = 0;
    next_size_ = smallest;
  }
  blocks_.push_back({first, first + size});
  highest_ = std::max(highest_, first + size - 1);
  next_size_ = std::min(largest, next_size_ * 2);
}

std::size_t NumberPool::available(int year) const {
  if (year != year_) return 0;
  std::size_t sum = 0;
  for (const Block& block : blocks_) sum += block.end - block.next;
  return sum;
}

void NumberPool::peek(int year, std::size_t count, std::vector<std::string>& out) const {
  out.clear();
  if (year != year_) return;
  for (const Block& block : blocks_) {
    for (std::uint32_t k = block.next; k != block.end && out.size() < count; ++k) {
      const auto sequence = k * static_cast<std::uint32_t>(partitions_) + static_cast<std::uint32_t>(partition_);
      out.push_back(to_text(TrackingNumber{year, sequence}));
    }
  }
}

void NumberPool::take(int year, std::size_t count) {
  if (year != year_) return;
  while (count > 0 && !blocks_.empty()) {
    Block& block = blocks_.front();
    const auto step = static_cast<std::uint32_t>(std::min<std::size_t>(count, block.end - block.next));
    block.next += step;
    count -= step;
    if (block.next == block.end) blocks_.pop_front();
  }
}

std::uint32_t NumberPool::wanted(int year) const {
  return available(year) * 2 > next_size_ ? 0 : next_size_;
}

std::uint32_t NumberPool::floor(int year) const { return year == year_ ? highest_ : 0; }

}  // namespace crosstown
