// Runs crosstownctl in this process and keeps what it says.
#pragma once

#include <string>
#include <vector>

#include "daemon/ctl/exit_code.h"
#include "tests/daemon/ctl/stub_server.h"

namespace crosstown::ctl {

struct Said {
  Exit exit = Exit::done;
  std::string out;
  std::string err;
};

[[nodiscard]] Said run_ctl(const std::vector<std::string>& arguments);
// With --socket for that stub.
[[nodiscard]] Said run_ctl(const StubServer& daemon, std::vector<std::string> arguments);

}  // namespace crosstown::ctl
