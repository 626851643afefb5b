// The bytes of a connection that are received and not yet consumed, in one piece. The first bytes
// of room are its own, what it grows beyond them is taken from a budget.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "daemon/http/budget.h"

namespace crosstown::http {

class InputBuffer {
 public:
  InputBuffer(std::size_t initial, Budget& budget)
      : initial_(initial), capacity_(initial), memory_(allocate(initial)), share_(budget) {}

  [[nodiscard]] std::string_view bytes() const { return {memory_.get(), size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] std::span<char> room() { return {memory_.get() + size_, capacity_ - size_}; }
  void commit(std::size_t bytes) { size_ += bytes; }

  // Takes `count` bytes out, beginning at `at`; what follows moves up.
  void erase(std::size_t at, std::size_t count) {
    const auto rest = size_ - at - count;
    if (rest > 0) std::memmove(memory_.get() + at, memory_.get() + at + count, rest);
    size_ = at + rest;
  }

  // The bytes move: `moved(from, size, to)` is told while both places are valid. False: the budget
  // is used up, and nothing has changed.
  template <typename Moved>
  [[nodiscard]] bool grow(std::size_t capacity, Moved&& moved) {
    if (!share_.grow_to(capacity - initial_)) return false;
    auto larger = allocate(capacity);
    std::memcpy(larger.get(), memory_.get(), size_);
    std::forward<Moved>(moved)(memory_.get(), size_, larger.get());
    memory_ = std::move(larger);
    capacity_ = capacity;
    return true;
  }

  // Nothing is collected here any more: what is left is enough to throw bytes away in.
  void let_go() {
    constexpr std::size_t enough = 64;
    size_ = 0;
    capacity_ = std::min(enough, initial_);
    memory_ = allocate(capacity_);
    share_.give_back();
  }

  // An idle connection does not keep what one large request needed.
  void shrink() {
    if (size_ > 0 || capacity_ == initial_) return;
    memory_ = allocate(initial_);
    capacity_ = initial_;
    share_.give_back();
  }

 private:
  static std::unique_ptr<char[]> allocate(std::size_t size) {
    return std::make_unique_for_overwrite<char[]>(size);
  }

  std::size_t initial_;
  std::size_t capacity_;
  std::size_t size_ = 0;
  std::unique_ptr<char[]> memory_;
  BudgetShare share_;
};

}  // namespace crosstown::http
