// crosstownd: reads the command line, then either looks at a configuration or serves a city.
#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "daemon/config/check.h"
#include "daemon/config/config.h"
#include "daemon/daemon.h"
#include "daemon/log.h"
#include "daemon/version.h"

namespace {

// Connections, files and Redis all need descriptors; the usual soft limit of 1,024 is for programs
// that use select().
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const std::string& file) {
  using namespace crosstown;
  config::Problems problems;
  auto loaded = load_config(file, problems);
  if (!loaded) return check_command(file, std::cerr);
  start_log(loaded->log);
  signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  try {
    Daemon(std::move(*loaded)).run();
  } catch (const std::exception& failure) {
    SPDLOG_CRITICAL("event=start_failed error=\"{}\"", failure.what());
    return 1;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Crosstown: every message of a city's residents becomes a tracked, durable work item.",
      "crosstownd"};
  app.set_version_flag("--version", std::string("crosstownd ") + std::string(crosstown::version));
  std::string file, state;
  app.add_option("--config", file, "Serve the city that this file describes");
  app.add_option("--state", state,
                 "Folder for what the daemon keeps, where the file has no `state:` (else "
                 "$STATE_DIRECTORY, else `state` beside the file)");
  auto* check = app.add_subcommand(
      "check", "Look for every mistake in a configuration, and run its own tests");
  check->add_option("FILE", file)->required();
  bool strict = false;
  check->add_flag("--strict", strict, "Exit with 1 also for warnings");
  auto* secrets = app.add_subcommand(
      "make-secrets", "Make the secret files that a configuration names and that are missing");
  secrets->add_option("FILE", file)->required();
  app.require_subcommand(0, 1);
  CLI11_PARSE(app, argc, argv);

  if (!state.empty()) setenv("STATE_DIRECTORY", state.c_str(), 1);
  using crosstown::Strictness;
  if (*check) {
    return crosstown::check_command(file, std::cout,
                                    strict ? Strictness::refuse : Strictness::warn);
  }
  if (*secrets) return crosstown::make_secrets_command(file, std::cout);
  if (file.empty()) {
    std::cerr << app.help();
    return 2;
  }
  return serve(file);
}
