#include "daemon/config/zones.h"

#include <absl/time/time.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

namespace crosstown {
namespace {

namespace fs = std::filesystem;

fs::path zone_folder() {
  const char* folder = std::getenv("TZDIR");
  return folder && *folder ? folder : "/usr/share/zoneinfo";
}

// tzfile(5): every compiled zone begins so.
bool is_zone_file(const fs::path& file) {
  std::array<char, 4> magic{};
  std::ifstream in(file, std::ios::binary);
  return in.read(magic.data(), magic.size()) &&
         std::string_view(magic.data(), magic.size()) == "TZif";
}

std::vector<std::string> zone_names() {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::recursive_directory_iterator it(zone_folder(), error), end; !error && it != end;
       it.increment(error)) {
    if (it->is_directory(error)) continue;
    std::string name = it->path().lexically_relative(zone_folder()).string();
    const bool copy = name.starts_with("posix/") || name.starts_with("right/");
    if (!copy && is_zone_file(it->path())) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

void check_zone(const config::Value& value, const std::string& zone) {
  const bool plain = zone.front() != '/' && zone.find("..") == std::string::npos;
  if (plain && is_zone_file(zone_folder() / zone)) {
    absl::TimeZone data;
    if (!absl::LoadTimeZone(zone, &data))
      value.problem(
          fmt::format("what is known of the time zone \"{}\" cannot be read; install "
                      "tzdata again",
                      zone));
    return;
  }
  const auto names = zone_names();
  std::string text = fmt::format("there is no time zone \"{}\"", zone);
  if (names.empty()) {
    text = fmt::format("there are no time zones in {}; install tzdata", zone_folder().string());
  } else if (const auto near = config::nearest(zone, names); !near.empty()) {
    text += fmt::format("; did you mean \"{}\"?", near);
  } else {
    text += "; it must be one like America/Denver";
  }
  value.problem(std::move(text));
}

}  // namespace crosstown
