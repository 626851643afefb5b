#include "router/task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "tests/support/captured_log.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

asio::awaitable<int> work(bool fails) {
  if (fails) throw std::runtime_error("a bug");
  co_return 1;
}

void run(bool fails, const TaskEnd& end) {
  asio::io_context io;
  asio::co_spawn(io, work(fails), end);
  io.run();
}

TEST(Task, ItsExceptionIsLogged) {
  const CapturedLog log;
  run(false, task("reload"));
  EXPECT_EQ(log.text(), "");
  run(true, task("reload"));
  EXPECT_THAT(log.text(),
              HasSubstr("event=task_failed task=reload ends_process=false error=\"a bug\""));
}

TEST(Task, WithoutAVitalOneTheProcessEnds) {
  run(false, vital_task("accept"));
  EXPECT_EXIT(run(true, vital_task("accept")), testing::ExitedWithCode(EXIT_FAILURE), "");
}

}  // namespace
}  // namespace crosstown
