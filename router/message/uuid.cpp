#include "router/message/uuid.h"

#include <unistd.h>

#include <array>
#include <bit>
#include <cstdlib>

namespace crosstown {
namespace {

// xoshiro256** 1.0 (D. Blackman, S. Vigna, public domain). Ids must not meet, but they are no
// secrets: whoever sees one may guess the next.
class Random {
 public:
  Random() {
    // Fails only where the kernel has no randomness to give; two daemons would then mint the same
    // ids.
    if (getentropy(state_.data(), sizeof(state_)) != 0) std::abort();
  }

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

constexpr std::uint64_t counter_limit = 1 << 12;
// A clock set back by more than this was wrong before; ids follow it rather than run on ahead.
constexpr std::int64_t little_step_back_ms = 10'000;

// RFC 9562 section 6.2, method 1: a counter of 12 bits in rand_a, begun at random in its lower half
// with each millisecond. When it is used up, the next millisecond is taken before its time.
class Generator {
 public:
  struct Id {
    std::uint64_t high;
    std::uint64_t low;
  };

  Id next(std::int64_t now_ms) {
    const std::uint64_t random = random_.next();
    if (now_ms > ms_ || now_ms < ms_ - little_step_back_ms) {
      ms_ = now_ms;
      counter_ = random_.next() % (counter_limit / 2);
    } else if (++counter_ == counter_limit) {
      ++ms_;
      counter_ = 0;
    }
    constexpr std::uint64_t version = 7;
    constexpr std::uint64_t variant = 2;
    return {(static_cast<std::uint64_t>(ms_) << 16) | (version << 12) | counter_,
            (variant << 62) | (random >> 2)};
  }

 private:
  Random random_;
  std::int64_t ms_ = -1;
  std::uint64_t counter_ = 0;
};

constexpr std::array<std::array<char, 2>, 256> hex_pairs = [] {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {digits[i >> 4], digits[i & 0xF]};
  return pairs;
}();

char* put_hex(std::uint64_t value, int first_byte, int bytes, char* out) {
  for (int i = first_byte; i < first_byte + bytes; ++i) {
    const auto& pair = hex_pairs[(value >> (56 - 8 * i)) & 0xFF];
    *out++ = pair[0];
    *out++ = pair[1];
  }
  return out;
}

}  // namespace

std::string uuid_v7(Time now) {
  static thread_local Generator generator;
  const auto [high, low] = generator.next(now.time_since_epoch().count());

  std::array<char, 36> text;
  char* out = put_hex(high, 0, 4, text.data());
  *out++ = '-';
  out = put_hex(high, 4, 2, out);
  *out++ = '-';
  out = put_hex(high, 6, 2, out);
  *out++ = '-';
  out = put_hex(low, 0, 2, out);
  *out++ = '-';
  put_hex(low, 2, 6, out);
  return std::string(text.data(), text.size());
}

}  // namespace crosstown
