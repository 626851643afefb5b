#include "daemon/config/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "daemon/config/config.h"
#include "daemon/config/fields.h"
#include "router/rules/findings.h"

namespace crosstown {
namespace {

constexpr std::size_t most_names = 10;

int tell(const std::vector<config::Problem>& problems, std::string_view noun, std::ostream& out) {
  for (const config::Problem& problem : problems) out << to_text(problem) << '\n';
  out << counted(problems.size(), noun) << '\n';
  return 1;
}

// How many there are.
std::size_t tell_warnings(const Config& config, std::ostream& out) {
  std::vector<config::Problem> warnings = config.warnings;
  for (const Finding& finding : rule_findings(*config.rules))
    warnings.push_back({config.file.string(), finding.mark, "warning: " + finding.text});
  for (const config::Problem& warning : warnings) out << to_text(warning) << '\n';
  return warnings.size();
}

void tell_coverage(const Config& config, std::ostream& out) {
  if (config.tests.empty()) return;
  const Coverage covered = coverage(*config.rules, rules_reached(config));
  out << fmt::format("rules reached by tests: {} of {}", covered.reached, covered.rules);
  const auto shown = std::min(covered.missed.size(), most_names);
  for (std::size_t i = 0; i < shown; ++i)
    out << (i == 0 ? "; not reached: " : ", ") << covered.missed[i];
  if (covered.missed.size() > shown)
    out << fmt::format(" and {} more", covered.missed.size() - shown);
  out << '\n';
}

}  // namespace

int check_command(const std::filesystem::path& file, std::ostream& out, Strictness strictness) {
  config::Problems problems;
  const auto config = load_config(file, problems);
  if (!config) return tell(problems.sorted(), "problem", out);
  const auto failures = run_config_tests(*config);
  if (!failures.empty()) return tell(failures, "problem", out);
  const std::size_t warnings = tell_warnings(*config, out);
  tell_coverage(*config, out);
  if (warnings > 0 && strictness == Strictness::refuse) {
    out << counted(warnings, "warning") << '\n';
    return 1;
  }
  out << fmt::format("{}: ok, {}, {}, {}, {} passed{}\n", file.string(),
                     counted(config->channels.size(), "channel"),
                     counted(config->queues.size(), "queue"), counted(config->rule_count, "rule"),
                     counted(config->tests.size(), "test"),
                     warnings > 0 ? ", " + counted(warnings, "warning") : "");
  return 0;
}

int check_command(const std::filesystem::path& file, std::ostream& out) {
  return check_command(file, out, Strictness::warn);
}

}  // namespace crosstown
