// What all connections of a server may hold together, in bytes: so that it is bounded by one number
// and not by the number of clients times what one may send.
#pragma once

#include <atomic>
#include <cstdint>

namespace crosstown::http {

// Any thread.
class Budget {
 public:
  explicit Budget(std::uint64_t limit) : limit_(limit) {}

  // All of it or nothing.
  [[nodiscard]] bool take(std::uint64_t bytes) {
    auto used = used_.load(std::memory_order_relaxed);
    do {
      if (bytes > limit_ - used) return false;
    } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return true;
  }
  void give_back(std::uint64_t bytes) {
    if (bytes == 0) return;  // the many without a body leave the shared line alone
    used_.fetch_sub(bytes, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const std::uint64_t limit_;
  std::atomic<std::uint64_t> used_ = 0;  // never above limit_
};

// What one holder has of a budget, until its end. One thread; the budget lives longer.
class BudgetShare {
 public:
  explicit BudgetShare(Budget& budget) : budget_(budget) {}
  BudgetShare(const BudgetShare&) = delete;
  BudgetShare& operator=(const BudgetShare&) = delete;
  ~BudgetShare() { budget_.give_back(bytes_); }

  // To `bytes` altogether, which is no less than before. False: there is no room, nothing changed.
  [[nodiscard]] bool grow_to(std::uint64_t bytes) {
    if (!budget_.take(bytes - bytes_)) return false;
    bytes_ = bytes;
    return true;
  }
  void give_back() {
    budget_.give_back(bytes_);
    bytes_ = 0;
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  Budget& budget_;
  std::uint64_t bytes_ = 0;
};

}  // namespace crosstown::http
