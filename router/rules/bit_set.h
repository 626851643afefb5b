// A set of small numbers whose size is known at run time; its memory is reused from one use to the
// next.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crosstown {

class BitSet {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  // Empty, for numbers below `size`.
  void reset(std::size_t size) { words_.assign((size + bits - 1) / bits, 0); }

  void set(std::size_t number) { words_[number / bits] |= std::uint64_t{1} << (number % bits); }

  [[nodiscard]] bool test(std::size_t number) const {
    return (words_[number / bits] >> (number % bits) & 1) != 0;
  }

  // The least member that is not below `number`, or `none`.
  [[nodiscard]] std::size_t first_from(std::size_t number) const {
    std::size_t at = number / bits;
    if (at >= words_.size()) return none;
    std::uint64_t word = words_[at] & (~std::uint64_t{0} << (number % bits));
    while (word == 0) {
      if (++at == words_.size()) return none;
      word = words_[at];
    }
    return at * bits + static_cast<std::size_t>(std::countr_zero(word));
  }

 private:
  static constexpr std::size_t bits = 64;
  std::vector<std::uint64_t> words_;
};

}  // namespace crosstown
