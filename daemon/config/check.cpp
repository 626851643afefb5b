#include "daemon/config/check.h"

#include <fmt/format.h>

#include <ostream>

#include "daemon/config/config.h"
#include "daemon/config/fields.h"

namespace crosstown {
namespace {

int tell(const std::vector<config::Problem>& problems, std::string_view noun, std::ostream& out) {
  for (const config::Problem& problem : problems) out << to_text(problem) << '\n';
  out << counted(problems.size(), noun) << '\n';
  return 1;
}

}  // namespace

int check_command(const std::filesystem::path& file, std::ostream& out) {
  config::Problems problems;
  const auto config = load_config(file, problems);
  if (!config) return tell(problems.sorted(), "problem", out);
  const auto failures = run_config_tests(*config);
  if (!failures.empty()) return tell(failures, "problem", out);
  for (const config::Problem& warning : config->warnings) out << to_text(warning) << '\n';
  out << fmt::format("{}: ok, {}, {}, {}, {} passed\n", file.string(),
                     counted(config->channels.size(), "channel"),
                     counted(config->queues.size(), "queue"), counted(config->rule_count, "rule"),
                     counted(config->tests.size(), "test"));
  return 0;
}

}  // namespace crosstown
