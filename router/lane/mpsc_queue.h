// The bounded lock-free queue of a lane: many producers, one consumer. The only lock-free code of
// the project; docs/decisions/0002-lane.md has what it was measured against.
//
// D. Vyukov's bounded queue with one sequence number a cell: a producer claims a cell with one
// compare-and-swap, fills it, and publishes it by storing its sequence; the consumer needs no
// read-modify-write at all. A producer that is suspended between claim and publish delays those
// behind it, but blocks nobody: push and pop always return.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace crosstown {

template <class T>
class MpscQueue {
 public:
  // Capacity is rounded up to a power of two, at least 2.
  explicit MpscQueue(std::size_t capacity)
      : mask_(std::bit_ceil(capacity < 2 ? 2 : capacity) - 1), cells_(new Cell[mask_ + 1]) {
    for (std::size_t i = 0; i <= mask_; ++i) cells_[i].sequence.store(i, std::memory_order_relaxed);
  }
  MpscQueue(const MpscQueue&) = delete;
  MpscQueue& operator=(const MpscQueue&) = delete;

  // Any thread. False: full; `value` is untouched.
  [[nodiscard]] bool try_push(T& value) {
    std::size_t position = head_.load(std::memory_order_relaxed);
    for (;;) {
      Cell& cell = cells_[position & mask_];
      const std::size_t sequence = cell.sequence.load(std::memory_order_acquire);
      const auto lead = static_cast<std::intptr_t>(sequence - position);
      if (lead == 0) {
        if (head_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) {
          cell.value = std::move(value);
          cell.sequence.store(position + 1, std::memory_order_release);
          return true;
        }
      } else if (lead < 0) {
        return false;
      } else {
        position = head_.load(std::memory_order_relaxed);
      }
    }
  }

  // The consumer's thread only. False: nothing published at the front.
  [[nodiscard]] bool try_pop(T& value) {
    Cell& cell = cells_[tail_ & mask_];
    if (cell.sequence.load(std::memory_order_acquire) != tail_ + 1) return false;
    value = std::move(cell.value);
    cell.sequence.store(tail_ + mask_ + 1, std::memory_order_release);
    ++tail_;
    return true;
  }

  [[nodiscard]] std::size_t capacity() const { return mask_ + 1; }

 private:
  static constexpr std::size_t cache_line = 64;
  struct Cell {
    std::atomic<std::size_t> sequence;
    T value{};
  };

  const std::size_t mask_;
  const std::unique_ptr<Cell[]> cells_;
  alignas(cache_line) std::atomic<std::size_t> head_{0};  // producers
  alignas(cache_line) std::size_t tail_ = 0;              // the consumer
};

}  // namespace crosstown
