// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): one word
// of state, and a finaliser that is a bijection, so that mixing a counter gives unique
// random-looking ids.
#pragma once

#include <cstdint>

namespace crosstown::load {

[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() { return mix(state_ += 0x9e3779b97f4a7c15ULL); }
  // 0 … n-1. The bias of the modulo is far below what a load can show.
  constexpr std::uint64_t below(std::uint64_t n) { return next() % n; }
  // 0 … 1, 1 excluded.
  constexpr double share() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace crosstown::load
