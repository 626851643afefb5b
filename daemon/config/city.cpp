// `city:` and `state:`.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"
#include "daemon/config/zones.h"
#include "router/texts/texts.h"

namespace crosstown {
namespace {

namespace fs = std::filesystem;

// Crosstown has its texts, or the city brings them.
bool has_texts(config::Section& root, const std::string& language) {
  return Texts().missing(language).empty() || root.section("texts").has(primary_subtag(language));
}

std::vector<std::string> read_languages(config::Section& root, config::Section& city) {
  std::vector<std::string> languages;
  if (const auto value = city.find("languages")) {
    for (const config::Value& item : value->list_or_one()) {
      const std::string language = item.text();
      if (language.empty()) continue;  // a problem already, or nothing
      if (!has_texts(root, language)) {
        item.problem(
            fmt::format("the language \"{}\" does not come with Crosstown; its texts must "
                        "stand under texts",
                        language));
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
  if (!city.timezone.empty()) check_zone(*section.find("timezone"), city.timezone);
  city.languages = read_languages(root, section);
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
