#include "router/store/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <cerrno>

extern char** environ;

namespace crosstown {
namespace {

// The end to read from, with `text` in it; -1 with errno.
int pipe_with(const std::string& text) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return -1;
  const bool written =
      write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(ends[1]);
  if (written) return ends[0];
  close(ends[0]);
  return -1;
}

int spawn_with(const ChildProcess& child, int input, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // A descriptor duplicated onto itself loses its close-on-exec flag in the child (POSIX.1-2024,
  // glibc 2.29), so only this child inherits it.
  if (child.inherited >= 0)
    posix_spawn_file_actions_adddup2(&actions, child.inherited, child.inherited);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (child.output >= 0)
    posix_spawn_file_actions_adddup2(&actions, child.output, STDOUT_FILENO);
  else
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);

  std::vector<std::string> words = child.words;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int failed =
      posix_spawnp(&pid, words.front().c_str(), &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed;
}

}  // namespace

int spawn_child(const ChildProcess& child, pid_t& pid) {
  const int input = pipe_with(child.input);
  if (input < 0) return errno;
  const int failed = spawn_with(child, input, pid);
  close(input);
  return failed;
}

}  // namespace crosstown
