// Kinds of values that several sections have.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "router/config/reader.h"

namespace crosstown {

// Outside of `low` … `high` is a problem and gives the fallback. Units in messages: the largest
// that fits.
[[nodiscard]] std::chrono::milliseconds duration_within(config::Section& section,
                                                        std::string_view key,
                                                        std::chrono::milliseconds low,
                                                        std::chrono::milliseconds high,
                                                        std::chrono::milliseconds fallback);
[[nodiscard]] std::uint64_t size_within(config::Section& section, std::string_view key,
                                        std::uint64_t low, std::uint64_t high,
                                        std::uint64_t fallback);

// An absolute path. What the file says is relative to the file; the fallback is one already.
[[nodiscard]] std::filesystem::path path_of(config::Section& section, std::string_view key,
                                            const std::filesystem::path& fallback);
// As path_of, for a file that must be there and open for reading; empty when it is not.
[[nodiscard]] std::string readable_file(config::Section& section, std::string_view key);

// A path that a unix socket can have (unix(7): 108 bytes with the NUL).
inline constexpr std::size_t longest_socket_path = 107;

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// A map with a name for each of the languages.
[[nodiscard]] std::map<std::string, std::string> read_titles(
    const config::Value& value, const std::vector<std::string>& languages);

// "1 channel", "3 channels"
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

}  // namespace crosstown
