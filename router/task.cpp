#include "router/task.h"

#include <spdlog/spdlog.h>

#include <cstdlib>
#include <string>

namespace crosstown {
namespace {

std::string what_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "not an std::exception";
  }
}

}  // namespace

void TaskEnd::failed(const std::exception_ptr& failure) const {
  const bool ends = on_failure_ == OnFailure::end_process;
  spdlog::log(ends ? spdlog::level::critical : spdlog::level::err,
              "event=task_failed task={} ends_process={} error=\"{}\"", task_, ends,
              what_of(failure));
  if (!ends) return;
  spdlog::default_logger()->flush();
  std::_Exit(EXIT_FAILURE);  // no destructors: other threads are still at work
}

}  // namespace crosstown
