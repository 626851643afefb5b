#include "daemon/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace crosstown {
namespace {

// systemd names the device and inode of the stream it connected to the journal (systemd.exec(5)).
bool stderr_is_the_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat here {};
  if (!stream || fstat(STDERR_FILENO, &here) != 0) return false;
  const std::string_view text = stream;
  unsigned long device = 0, inode = 0;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  std::from_chars(text.data(), text.data() + colon, device);
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), inode);
  return device == here.st_dev && inode == here.st_ino;
}

}  // namespace

void start_log(const LogConfig& config) {
  const bool journal = config.format == LogFormat::journal ||
                       (config.format == LogFormat::automatic && stderr_is_the_journal());
  std::shared_ptr<spdlog::logger> logger;
  if (journal) {
    logger = spdlog::systemd_logger_mt("crosstownd", "crosstownd");
    logger->set_pattern("%v");
  } else {
    logger = spdlog::stderr_color_mt("crosstownd");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%-5l%$ %v");
  }
  spdlog::set_default_logger(logger);
  set_log_level(config.level);
}

void set_log_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug: spdlog::set_level(spdlog::level::debug); return;
    case LogLevel::info: spdlog::set_level(spdlog::level::info); return;
    case LogLevel::warning: spdlog::set_level(spdlog::level::warn); return;
    case LogLevel::error: spdlog::set_level(spdlog::level::err); return;
  }
}

}  // namespace crosstown
