#include "daemon/reloader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <stdexcept>

namespace crosstown {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;

class ReloaderTest : public testing::Test {
 protected:
  // Takes two turns of the loop, so that others can ask meanwhile; its result names its place.
  asio::awaitable<ReloadResult> work(std::string by) {
    runs.push_back(by);
    ReloadResult result;
    result.problems.push_back("run " + std::to_string(runs.size()));
    EXPECT_FALSE(std::exchange(under_way, true)) << "two at a time";
    co_await asio::post(io, asio::use_awaitable);
    co_await asio::post(io, asio::use_awaitable);
    under_way = false;
    if (runs.size() == failing_run) throw std::runtime_error("a bug");
    co_return result;
  }
  void ask(const std::string& by) {
    asio::co_spawn(io, reloader.reload(by),
                   [this, by](const std::exception_ptr& failure, const ReloadResult& result) {
                     told.push_back(by + ": " + (failure ? "failed" : result.problems.front()));
                   });
  }

  asio::io_context io;
  std::vector<std::string> runs;
  std::vector<std::string> told;
  bool under_way = false;
  std::size_t failing_run = 0;  // counted from 1
  Reloader reloader{io.get_executor(), [this](std::string by) { return work(std::move(by)); }};
};

TEST_F(ReloaderTest, OneAfterTheOther) {
  ask("a");
  io.run();
  io.restart();
  ask("b");
  io.run();
  EXPECT_THAT(runs, ElementsAre("a", "b"));
  EXPECT_THAT(told, ElementsAre("a: run 1", "b: run 2"));
}

TEST_F(ReloaderTest, WhoAsksMeanwhileGetsOneMoreForAll) {
  ask("uid:0");
  io.poll_one();  // it runs
  ask("signal");
  ask("uid:1000");
  ask("signal");
  io.run();
  EXPECT_THAT(runs, ElementsAre("uid:0", "signal,uid:1000"));
  EXPECT_THAT(told,
              ElementsAre("uid:0: run 1", "signal: run 2", "uid:1000: run 2", "signal: run 2"));
}

TEST_F(ReloaderTest, AFailureIsOnlyOfThoseItWasFor) {
  failing_run = 1;
  ask("a");
  io.poll_one();
  ask("b");
  io.run();
  EXPECT_THAT(runs, ElementsAre("a", "b"));
  EXPECT_THAT(told, ElementsAre("a: failed", "b: run 2"));
}

TEST_F(ReloaderTest, WhoStillWaitsAfterAFailureIsNamedInTheNext) {
  failing_run = 2;
  ask("a");
  io.poll_one();
  ask("b");
  ask("c");
  ask("d");
  io.run();
  EXPECT_THAT(runs, ElementsAre("a", "b,c,d", "c,d"));
  EXPECT_THAT(told, ElementsAre("a: run 1", "b: failed", "c: run 3", "d: run 3"));
}

}  // namespace
}  // namespace crosstown
