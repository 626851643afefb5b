// A folder with a small city that is right, its secrets and its time zones: each test changes a
// part.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.h"
#include "tests/config/fixture.h"

namespace crosstown {

class CityFolder : public ::testing::Test {
 protected:
  CityFolder() {
    ::unsetenv("STATE_DIRECTORY");
    for (const char* zone : {"America/Denver", "America/Detroit", "Etc/UTC"}) {
      const auto file = folder_.write(std::string("zoneinfo/") + zone, "");
      std::filesystem::copy_file(std::filesystem::path("/usr/share/zoneinfo") / zone, file,
                                 std::filesystem::copy_options::overwrite_existing);
    }
    ::setenv("TZDIR", (folder_.path() / "zoneinfo").c_str(), 1);
    folder_.write("kiosk", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
    folder_.write("twilio", "0123456789abcdef0123456789abcdef\n");
    folder_.write("token", "0123456789-0123456789-one\n");
    folder_.write("token-2", "0123456789-0123456789-two\n");
  }
  ~CityFolder() override { ::unsetenv("TZDIR"); }

  // `part` first, so that its lines are its own, then every section of the small city that it
  // lacks.
  [[nodiscard]] static std::string city_with(std::string_view part) {
    static constexpr std::pair<std::string_view, std::string_view> sections[] = {
        {"city", "city: { name: Riverbend, timezone: America/Denver }\n"},
        {"channels",
         "channels: { kiosk: { adapter: webhook, medium: walk-in, secret: { file: kiosk } } }\n"},
        {"queues",
         "queues: { front-desk: { name: { en: Front desk } }, parks: { name: { en: Parks } } }\n"},
        {"routes", "routes: [{ name: all, then: { queue: front-desk } }]\n"},
    };
    std::string yaml(part);
    for (const auto& [key, text] : sections) {
      const std::string start = std::string(key) + ":";
      const bool has = yaml.starts_with(start) || yaml.find("\n" + start) != std::string::npos;
      if (!has) yaml += text;
    }
    return yaml;
  }

  std::optional<Config> load(std::string_view yaml) {
    problems_ = {};
    return load_config(folder_.write("city.yaml", yaml), problems_);
  }

  // Without the folder's name.
  [[nodiscard]] std::string short_text(std::string text) const {
    const std::string folder = folder_.path().string() + "/";
    for (std::size_t at; (at = text.find(folder)) != std::string::npos;)
      text.erase(at, folder.size());
    return text;
  }
  [[nodiscard]] std::vector<std::string> problems() const {
    std::vector<std::string> out;
    for (std::string& text : config::texts(problems_)) out.push_back(short_text(std::move(text)));
    return out;
  }

  config::Folder folder_;
  config::Problems problems_;
};

}  // namespace crosstown
