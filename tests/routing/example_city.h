// docs/examples/riverbend.yaml as the daemon would load it, with secrets made for the test.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.h"
#include "tests/config/fixture.h"

namespace crosstown::routing {

class ExampleCity {
 public:
  ExampleCity();
  // The text of docs/examples/riverbend.yaml.
  [[nodiscard]] static std::string text();
  // Asserts that it is right. `yaml`: as the example, or changed; lives as long as this.
  [[nodiscard]] Config load(std::string_view yaml);

 private:
  config::Folder folder_;
};

// With one rule out of force: its condition also asks for a sender whom nobody is. Not cut out,
// since later rules may repeat parts of it (YAML's &name and *name). Empty: there is none such.
[[nodiscard]] std::string without_rule(std::string_view yaml, std::string_view name);

}  // namespace crosstown::routing
