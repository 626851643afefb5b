// Durations and sizes as people write them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace crosstown::config {

// 500ms 5s 3m 2h 1d; empty for anything else, and beyond a hundred years.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// 4096 64KiB 10MB 4GiB, in bytes; empty for anything else, and beyond 2^63.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

// Decimal without leading zeros; a sign only for negative ones.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace crosstown::config
