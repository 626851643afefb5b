// `outgoing:`, whom the daemon may call itself, and how long that may take.
#include <stdexcept>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"
#include "daemon/http/outgoing/address_rules.h"

namespace crosstown {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> read_allowed(config::Section& section) {
  const std::vector<std::string> allowed = section.texts("allow");
  for (const std::string& block : allowed) {
    try {
      (void)http::AddressRules({block});
    } catch (const std::invalid_argument&) {
      section.problem_at("allow",
                         "outgoing: allow takes addresses and blocks (\"10.20.0.0/16\"), "
                         "not \"" +
                             block + "\"");
    }
  }
  return allowed;
}

}  // namespace

http::HttpClientSettings read_outgoing(config::Section& root) {
  http::HttpClientSettings settings;
  config::Section section = root.section("outgoing");
  settings.connect_timeout =
      duration_within(section, "connect_timeout", 100ms, 1min, settings.connect_timeout);
  settings.timeout = duration_within(section, "timeout", 500ms, 2min, settings.timeout);
  settings.allowed = read_allowed(section);
  if (section.has("ca_file")) settings.ca_file = readable_file(section, "ca_file");
  section.finish();
  return settings;
}

}  // namespace crosstown
