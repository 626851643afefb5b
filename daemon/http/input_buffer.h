// The bytes of a connection that are received and not yet consumed, in one piece.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace crosstown::http {

class InputBuffer {
 public:
  explicit InputBuffer(std::size_t initial)
      : initial_(initial), capacity_(initial), memory_(allocate(initial)) {}

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

  // The bytes move: `moved(from, size, to)` is told while both places are valid.
  template <typename Moved>
  void grow(std::size_t capacity, Moved&& moved) {
    auto larger = allocate(capacity);
    std::memcpy(larger.get(), memory_.get(), size_);
    std::forward<Moved>(moved)(memory_.get(), size_, larger.get());
    memory_ = std::move(larger);
    capacity_ = capacity;
  }

  // An idle connection does not keep what one large request needed.
  void shrink() {
    if (size_ > 0 || capacity_ == initial_) return;
    memory_ = allocate(initial_);
    capacity_ = initial_;
  }

 private:
  static std::unique_ptr<char[]> allocate(std::size_t size) {
    return std::make_unique_for_overwrite<char[]>(size);
  }

  std::size_t initial_;
  std::size_t capacity_;
  std::size_t size_ = 0;
  std::unique_ptr<char[]> memory_;
};

}  // namespace crosstown::http
