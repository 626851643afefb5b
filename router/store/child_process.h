// A program as a child of the daemon, in the way that the embedded Redis needs it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace crosstown {

struct ChildProcess {
  std::vector<std::string> words;  // the program, looked for in PATH, and its arguments
  int inherited = -1;              // a descriptor that the child keeps, under the same number
  std::string input;               // its standard input, one pipe's worth (4 KiB) at most
  int output = -1;                 // the descriptor that it writes to; -1: nobody reads it
};

// Starts it, in a process group of its own: Ctrl-C in a terminal must not stop Redis before the
// daemon has drained. 0, and its id in `pid`; or what errno says. The caller reaps it.
[[nodiscard]] int spawn_child(const ChildProcess& child, pid_t& pid);

}  // namespace crosstown
