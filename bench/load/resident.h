// Who writes: residents with reserved numbers, +1 NPA 555 01xx (set aside for fiction by the North
// American Numbering Plan Administrator), 100 in each area code.
#pragma once

#include <cstdint>
#include <string>

namespace crosstown::load {

inline constexpr std::uint64_t max_residents = 64'800;

// E.164. `resident` is below max_residents; the first ones lie in different area codes.
[[nodiscard]] std::string phone_number(std::uint64_t resident);

// The place of message `index` in the run: residents take turns, `number` counts each one's
// messages from 1.
struct Authorship {
  std::uint64_t resident = 0;
  std::uint64_t number = 0;
};
[[nodiscard]] constexpr Authorship authorship(std::uint64_t index, std::uint64_t residents) {
  return {index % residents, index / residents + 1};
}

}  // namespace crosstown::load
