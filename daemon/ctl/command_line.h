// The command line of crosstownctl: its options, its help, and which command they mean.
#pragma once

#include <iosfwd>

namespace crosstown::ctl {

// Does what the arguments say (argv[0] is the program) and gives the exit code of exit_code.h.
// Answers go to `out`, complaints to `err`; with --json both are one JSON object a line on `out`,
// except for mistakes in the command line itself. Never throws.
[[nodiscard]] int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace crosstown::ctl
