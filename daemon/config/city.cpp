// `city:` and `state:`.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"
#include "router/rules/words.h"

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

void check_zone(config::Section& city, const std::string& zone) {
  const bool plain = zone.front() != '/' && zone.find("..") == std::string::npos;
  if (plain && is_zone_file(zone_folder() / zone)) return;
  const auto names = zone_names();
  std::string text = fmt::format("there is no time zone \"{}\"", zone);
  if (names.empty()) {
    text = fmt::format("there are no time zones in {}; install tzdata", zone_folder().string());
  } else if (const auto near = config::nearest(zone, names); !near.empty()) {
    text += fmt::format("; did you mean \"{}\"?", near);
  } else {
    text += "; it must be one like America/Denver";
  }
  city.problem_at("timezone", std::move(text));
}

std::vector<std::string> read_languages(config::Section& city) {
  std::vector<std::string> languages;
  if (const auto value = city.find("languages")) {
    for (const config::Value& item : value->list_or_one()) {
      const std::string language = item.text();
      if (language.empty()) continue;  // a problem already, or nothing
      if (!words::ships(language)) {
        item.problem(fmt::format("the language \"{}\" does not come with Crosstown", language));
      } else if (std::find(languages.begin(), languages.end(), language) != languages.end()) {
        item.problem(fmt::format("the language \"{}\" stands here twice", language));
      } else {
        languages.push_back(language);
      }
    }
  }
  if (languages.empty()) languages.emplace_back("en");
  return languages;
}

}  // namespace

CityConfig read_city(config::Section& root) {
  CityConfig city;
  if (!root.require("city")) return city;
  config::Section section = root.section("city");
  city.name = section.required_text("name");
  city.timezone = section.required_text("timezone");
  if (!city.timezone.empty()) check_zone(section, city.timezone);
  city.languages = read_languages(section);
  city.phone_region = section.text("phone_region", city.phone_region);
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (city.phone_region.size() != 2 ||
      !std::all_of(city.phone_region.begin(), city.phone_region.end(), capital)) {
    section.problem_at("phone_region", "phone_region must be a country's two capitals, like US");
  }
  section.finish();
  return city;
}

fs::path read_state(config::Section& root) {
  const char* systemd = std::getenv("STATE_DIRECTORY");  // StateDirectory= in the unit
  const fs::path fallback = systemd && *systemd ? fs::path(systemd) : root.folder() / "state";
  fs::path state = path_of(root, "state", fs::absolute(fallback).lexically_normal());
  // Longest of what lies in it: redis/redis.sock.
  if (state.string().size() + 17 > longest_socket_path) {
    root.problem_at("state", fmt::format("the state folder's path is too long for the unix sockets "
                                         "in it: {} of at most {} bytes",
                                         state.string().size(), longest_socket_path - 17));
  }
  return state;
}

}  // namespace crosstown
