// What becomes of a coroutine that nobody waits for. asio::detached lets an exception out of it
// vanish, and whatever the coroutine did is then not done any more without anybody knowing: so it
// is logged, and where the daemon is no good without that coroutine, the process ends.
#pragma once

#include <exception>

namespace crosstown {

// A completion handler: co_spawn(executor, loop(), vital_task("accept")).
class TaskEnd {
 public:
  enum class OnFailure { carry_on, end_process };
  TaskEnd(const char* task, OnFailure on_failure) : task_(task), on_failure_(on_failure) {}

  template <class... Result>
  void operator()(const std::exception_ptr& failure, Result&&...) const {
    if (failure) failed(failure);
  }

 private:
  void failed(const std::exception_ptr& failure) const;

  const char* task_;
  OnFailure on_failure_;
};

// Others do without it: one connection, one reload. `task` is static text.
[[nodiscard]] inline TaskEnd task(const char* name) { return {name, TaskEnd::OnFailure::carry_on}; }

// Nothing works without it. The process ends with a failure's exit code and at once, so that
// systemd starts it anew: what was accepted is durable at any instant.
[[nodiscard]] inline TaskEnd vital_task(const char* name) {
  return {name, TaskEnd::OnFailure::end_process};
}

}  // namespace crosstown
