// Any bytes as the configuration: it is taken, or every mistake has a place in it; what was taken
// once needs no restart to be taken again.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "daemon/config/config.h"
#include "tests/config/fixture.h"
#include "tests/fuzz/check.h"

using namespace crosstown;

namespace {

// What the seeds refer to.
const config::Folder& folder() {
  static const config::Folder made;
  static const bool filled = [] {
    ::setenv("TZDIR", (made.path() / "zoneinfo").c_str(), 1);
    std::filesystem::copy_file("/usr/share/zoneinfo/America/Denver",
                               made.write("zoneinfo/America/Denver", ""),
                               std::filesystem::copy_options::overwrite_existing);
    made.write("secrets/twilio", "0123456789abcdef0123456789abcdef\n");
    made.write("secrets/kiosk", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
    made.write("secrets/desk", "0123456789-0123456789-one\n");
    return true;
  }();
  (void)filled;
  return made;
}

// Nothing outside of the folder is read; and vectorscan's compiler of regular expressions, which
// takes its time, is not what is tried here.
bool names_path_or_expression(std::string_view yaml) {
  for (const char* start : {" /", "[/", "\"/", "'/", "..", "~/"}) {
    if (yaml.find(start) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  if (names_path_or_expression(yaml)) return 0;
  const auto file = folder().write("city.yaml", yaml);
  config::Problems problems;
  const auto read = load_config(file, problems);
  FUZZ_CHECK(read.has_value() == problems.empty());
  const auto lines = std::count(yaml.begin(), yaml.end(), '\n') + 1;
  for (const config::Problem& problem : problems.sorted()) {
    FUZZ_CHECK(!problem.text.empty());
    FUZZ_CHECK(problem.mark.line >= 0 && problem.mark.line <= lines);
  }
  if (!read) return 0;
  FUZZ_CHECK(read->rules != nullptr);
  FUZZ_CHECK(reload_blockers(*read, *read).empty());
  FUZZ_CHECK(removed_queues(*read, *read).empty() && channel_blockers(*read, *read, {}).empty());
  (void)run_config_tests(*read);
  return 0;
}
