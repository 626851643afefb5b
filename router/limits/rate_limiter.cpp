#include "router/limits/rate_limiter.h"

#include <algorithm>
#include <bit>
#include <random>

namespace crosstown {
namespace {

// FNV-1a from a secret start, and a last round that mixes high bits into low ones (splitmix64).
std::uint64_t hash(std::string_view key, std::uint64_t seed) {
  std::uint64_t value = seed;
  for (const char c : key) {
    value ^= static_cast<unsigned char>(c);
    value *= 0x100000001b3ull;
  }
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ull;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebull;
  return (value ^ (value >> 31)) | 1;  // never the free cell's
}

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) ^ device();
}

}  // namespace

RateLimiter::RateLimiter(std::size_t keys)
    : seed_(random_seed()),
      sets_(std::bit_ceil(std::max<std::size_t>(1, (keys + ways - 1) / ways))),
      mutexes_(std::make_unique<std::mutex[]>(locks)) {}

RateLimiter::~RateLimiter() = default;

bool RateLimiter::look(std::string_view key, const Rate& rate, Clock::time_point now, bool counts) {
  if (rate.burst == 0) return true;
  const std::int64_t now_ns = now.time_since_epoch().count();
  const std::int64_t each = std::chrono::nanoseconds(rate.every).count();
  const std::uint64_t wanted = hash(key, seed_);
  const std::size_t number = (wanted >> 1) & (sets_.size() - 1);
  const std::lock_guard lock(mutexes_[number % locks]);
  auto& cells = sets_[number].cells;
  auto* cell = std::find_if(std::begin(cells), std::end(cells),
                            [&](const Cell& one) { return one.key == wanted; });
  if (cell == std::end(cells)) {
    if (!counts) return true;
    cell = std::min_element(std::begin(cells), std::end(cells), [](const Cell& a, const Cell& b) {
      return a.full_again < b.full_again;
    });
    *cell = {wanted, now_ns};
  }
  const std::int64_t full_again = std::max(cell->full_again, now_ns) + each;
  if (full_again - now_ns > each * rate.burst) return false;
  if (counts) cell->full_again = full_again;
  return true;
}

}  // namespace crosstown
