#include "daemon/config/fields.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace crosstown {
namespace {

template <std::size_t N>
std::string in_largest_unit(std::uint64_t count,
                            const std::array<std::pair<std::uint64_t, const char*>, N>& units) {
  for (const auto& [factor, name] : units) {
    if (count % factor == 0) return fmt::format("{}{}", count / factor, name);
  }
  return std::to_string(count);
}

std::string text_of(std::chrono::milliseconds duration) {
  constexpr std::array<std::pair<std::uint64_t, const char*>, 5> units{
      {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1'000, "s"}, {1, "ms"}}};
  return in_largest_unit(static_cast<std::uint64_t>(duration.count()), units);
}

std::string text_of(std::uint64_t size) {
  constexpr std::array<std::pair<std::uint64_t, const char*>, 4> units{
      {{1ull << 30, "GiB"}, {1ull << 20, "MiB"}, {1ull << 10, "KiB"}, {1, ""}}};
  return in_largest_unit(size, units);
}

template <class T>
T within(config::Section& section, std::string_view key, T value, T low, T high, T fallback) {
  if (value >= low && value <= high) return value;
  if (const auto given = section.find(key)) {
    given->must_be(fmt::format("from {} to {}", text_of(low), text_of(high)));
  }
  return fallback;
}

}  // namespace

std::chrono::milliseconds duration_within(config::Section& section, std::string_view key,
                                          std::chrono::milliseconds low,
                                          std::chrono::milliseconds high,
                                          std::chrono::milliseconds fallback) {
  return within(section, key, section.duration(key, fallback), low, high, fallback);
}

std::uint64_t size_within(config::Section& section, std::string_view key, std::uint64_t low,
                          std::uint64_t high, std::uint64_t fallback) {
  return within(section, key, section.size(key, fallback), low, high, fallback);
}

std::filesystem::path path_of(config::Section& section, std::string_view key,
                              const std::filesystem::path& fallback) {
  if (!section.has(key)) return fallback;
  const std::string text = section.required_text(key);
  if (text.empty()) return fallback;
  return std::filesystem::absolute(section.folder() / text).lexically_normal();
}

std::string readable_file(config::Section& section, std::string_view key) {
  if (!section.require(key)) return {};
  const std::string path = path_of(section, key, {}).string();
  if (path.empty()) return {};
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    section.problem_at(key, fmt::format("{} cannot be read: {}", path, std::strerror(errno)));
    return {};
  }
  ::close(fd);
  return path;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

std::map<std::string, std::string> read_titles(const config::Value& value,
                                               const std::vector<std::string>& languages) {
  std::map<std::string, std::string> titles;
  if (!value.is_map()) {
    value.must_be(
        fmt::format("a map with a name for each language ({})", fmt::join(languages, ", ")));
    return titles;
  }
  config::Section section = value.section();
  for (const std::string& language : languages) titles[language] = section.required_text(language);
  section.finish();
  return titles;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace crosstown
