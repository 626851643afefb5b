#include "bench/load/resident.h"

#include <fmt/format.h>

#include <array>

namespace crosstown::load {
namespace {

// 201 … 989 without those that end in two equal digits (N11 services, toll-free and premium codes)
// and without N9X (kept for a longer numbering plan).
constexpr std::size_t area_code_count = max_residents / 100;

constexpr std::array<std::uint16_t, area_code_count> area_codes = [] {
  std::array<std::uint16_t, area_code_count> codes{};
  std::size_t count = 0;
  for (int code = 200; code <= 999; ++code) {
    const int middle = code / 10 % 10;
    if (middle != 9 && middle != code % 10) codes.at(count++) = static_cast<std::uint16_t>(code);
  }
  return codes;
}();
static_assert(area_codes.front() == 201 && area_codes.back() == 989);

}  // namespace

std::string phone_number(std::uint64_t resident) {
  return fmt::format("+1{}55501{:02}", area_codes[resident % area_code_count],
                     resident / area_code_count);
}

}  // namespace crosstown::load
