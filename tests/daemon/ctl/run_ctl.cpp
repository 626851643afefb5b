#include "tests/daemon/ctl/run_ctl.h"

#include <sstream>

#include "daemon/ctl/command_line.h"

namespace crosstown::ctl {

Said run_ctl(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"crosstownctl"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  std::ostringstream out;
  std::ostringstream err;
  const int exit = run(static_cast<int>(argv.size()), argv.data(), out, err);
  return {static_cast<Exit>(exit), out.str(), err.str()};
}

Said run_ctl(const StubServer& daemon, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"--socket", daemon.path()});
  return run_ctl(arguments);
}

}  // namespace crosstown::ctl
