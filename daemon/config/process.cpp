// What the process may use: `limits:`, `threads:`, `log:`, `content:`, `quarantine:`.
#include <fmt/format.h>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"
#include "router/config/scalars.h"

namespace crosstown {

using namespace std::chrono_literals;

namespace {

Rate read_rate(config::Section section, Rate rate) {
  rate.burst = static_cast<std::uint32_t>(section.integer("burst", 0, 100'000, rate.burst));
  rate.every = duration_within(section, "every", 1ms, 24h, rate.every);
  section.finish();
  return rate;
}

}  // namespace

LimitsConfig read_limits(config::Section& root) {
  LimitsConfig limits;
  config::Section section = root.section("limits");
  limits.connections = static_cast<std::size_t>(
      section.integer("connections", 1, 1'000'000, static_cast<std::int64_t>(limits.connections)));
  limits.header_size = size_within(section, "header_size", 1 << 10, 1 << 20, limits.header_size);
  limits.body_size = size_within(section, "body_size", 1 << 10, 1 << 30, limits.body_size);
  limits.body_memory = size_within(section, "body_memory", 1 << 20, 1ull << 40, limits.body_memory);
  limits.body_files = size_within(section, "body_files", 1 << 20, 1ull << 40, limits.body_files);
  if (limits.body_files < limits.body_size) {
    section.problem_at("body_files", "limits: body_files must have room for one body of body_size");
  }
  limits.idle = duration_within(section, "idle", 1s, 1h, limits.idle);
  limits.slow_request = duration_within(section, "slow_request", 1s, 10min, limits.slow_request);
  limits.lane = static_cast<std::size_t>(
      section.integer("lane", 16, 1 << 20, static_cast<std::int64_t>(limits.lane)));
  limits.accept_timeout =
      duration_within(section, "accept_timeout", 100ms, 1min, limits.accept_timeout);
  limits.resident = read_rate(section.section("resident"), limits.resident);
  limits.source = read_rate(section.section("source"), limits.source);
  section.finish();
  return limits;
}

int read_threads(config::Section& root) {
  constexpr int most = 64;
  const auto value = root.find("threads");
  if (!value) return 0;
  const std::string text = value->is_scalar() ? value->text() : "";
  if (text == "auto") return 0;
  if (const auto threads = config::parse_integer(text);
      threads && *threads >= 1 && *threads <= most) {
    return static_cast<int>(*threads);
  }
  value->must_be(fmt::format("auto or a whole number from 1 to {}", most));
  return 0;
}

LogConfig read_log(config::Section& root) {
  static const std::vector<std::string> levels{"debug", "info", "warning", "error"};
  static const std::vector<std::string> formats{"auto", "console", "journal"};
  LogConfig log;
  config::Section section = root.section("log");
  if (const auto level = section.find("level")) {
    log.level =
        static_cast<LogLevel>(level->one_of(levels).value_or(static_cast<std::size_t>(log.level)));
  }
  if (const auto format = section.find("format")) {
    log.format = static_cast<LogFormat>(
        format->one_of(formats).value_or(static_cast<std::size_t>(log.format)));
  }
  section.finish();
  return log;
}

ContentConfig read_content(config::Section& root, const std::filesystem::path& state) {
  ContentConfig content;
  config::Section section = root.section("content");
  content.path = path_of(section, "path", state / "content").string();
  content.quota = size_within(section, "quota", 1 << 20, 1ull << 50, content.quota);
  section.finish();
  return content;
}

QuarantineConfig read_quarantine(config::Section& root, const std::filesystem::path& state) {
  QuarantineConfig quarantine;
  config::Section section = root.section("quarantine");
  quarantine.path = path_of(section, "path", state / "quarantine").string();
  quarantine.quota = size_within(section, "quota", 1 << 20, 1ull << 40, quarantine.quota);
  quarantine.entries = static_cast<std::uint64_t>(
      section.integer("entries", 1, 1'000'000, static_cast<std::int64_t>(quarantine.entries)));
  section.finish();
  return quarantine;
}

}  // namespace crosstown
