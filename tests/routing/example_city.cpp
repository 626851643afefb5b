#include "tests/routing/example_city.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "daemon/config/check.h"

namespace crosstown::routing {

ExampleCity::ExampleCity() {
  ::unsetenv("STATE_DIRECTORY");
  ::setenv("TZDIR", "/usr/share/zoneinfo", 1);
  std::filesystem::copy(SOURCE_DIR "/docs/examples/riverbend", folder_.path() / "riverbend");
  const auto file = folder_.write("riverbend.yaml", text());
  std::ostringstream out;
  if (make_secrets_command(file, out) == 0) return;
  std::cerr << out.str();
  std::exit(1);
}

std::string ExampleCity::text() {
  std::ifstream in(SOURCE_DIR "/docs/examples/riverbend.yaml");
  return {std::istreambuf_iterator<char>(in), {}};
}

Config ExampleCity::load(std::string_view yaml) {
  config::Problems problems;
  auto config = load_config(folder_.write("riverbend.yaml", yaml), problems);
  if (config) return std::move(*config);
  for (const std::string& problem : config::texts(problems)) std::cerr << problem << '\n';
  std::exit(1);
}

std::string without_rule(std::string_view yaml, std::string_view name) {
  constexpr std::string_view when = "    when:";
  const std::string first = "  - name: " + std::string(name);
  std::istringstream in{std::string(yaml)};
  std::string out;
  bool in_rule = false;
  bool in_when = false;
  bool found = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("  - ")) in_rule = line == first || line.starts_with(first + "  ");
    if (line.starts_with("    then:")) in_when = false;
    if (in_rule && line.starts_with(when)) {
      out += "    when:\n      all:\n        - { from: \"+10000000000\" }\n        -" +
             line.substr(when.size()) + '\n';
      in_when = found = true;
      continue;
    }
    out += (in_rule && in_when ? "        " : "") + line + '\n';
  }
  return found ? out : std::string();
}

}  // namespace crosstown::routing
