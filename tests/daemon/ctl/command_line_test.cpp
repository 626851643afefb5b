#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <ostream>

#include "daemon/ctl/command_line.h"
#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct Wrong {
  std::vector<std::string> arguments;
  std::string_view said;
};

TEST(CommandLine, WrongUsageIsTwoAndAsksNothing) {
  const StubServer daemon(StubServer::Kind::unix_socket);
  const std::vector<Wrong> cases = {
      {{}, "A command is required"},
      {{"nonsense"}, "not expected: nonsense"},
      {{"--nonsense", "status"}, "not expected: --nonsense"},
      {{"quarantine"}, "A command is required"},
      {{"quarantine", "nonsense"}, "not expected: nonsense"},
      {{"quarantine", "show"}, "ENTRY is required"},
      {{"quarantine", "show", "../status"}, "\"../status\" is no entry"},
      {{"quarantine", "show", "a/b/c"}, "\"a/b/c\" is no entry"},
      {{"quarantine", "show", "a?b"}, "\"a?b\" is no entry"},
      {{"quarantine", "show", "/a"}, "\"/a\" is no entry"},
      {{"quarantine", "list", "--channel", "a&b"}, "\"a&b\" is no name of a channel"},
      {{"quarantine", "release"}, "either entries or --all CHANNEL"},
      {{"quarantine", "drop", "a/b", "--all", "a"}, "either entries or --all CHANNEL"},
      {{"dead"}, "A command is required"},
      {{"dead", "show", "../status"}, "\"../status\" is no dead letter"},
      {{"dead", "replay"}, "either entries or --all QUEUE"},
      {{"dead", "drop", "0-1-0", "--all", "parks"}, "either entries or --all QUEUE"},
      {{"dead", "replay", "0-1-0", "--queue", "a&b"}, "\"a&b\" is no name of a queue"},
      {{"status", "26-0001234-8"}, "26-0001234-8 is not a tracking number"},
      {{"status", "\x1b[2J"}, "\\x1b[2J is not a tracking number"},
      {{"status", "--\x1b[2J"}, "--\\x1b[2J"},
      {{"text"}, "TEXT is required"},
      {{"text", "a", "b"}, "not expected: b"},
      {{"text", "\xff"}, "must be UTF-8"},
      {{"--timeout", "soon", "status"}, "soon is not a number of seconds"},
      {{"--timeout", "0", "status"}, "0 is not a number of seconds"},
      {{"--timeout", "nan", "status"}, "nan is not a number of seconds"},
  };
  for (const auto& [arguments, said] : cases) {
    const Said result = run_ctl(daemon, arguments);
    EXPECT_EQ(result.exit, Exit::usage) << said;
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, StartsWith("crosstownctl: "));
    EXPECT_THAT(result.err, HasSubstr(said));
  }
  EXPECT_TRUE(daemon.requests().empty());
}

TEST(CommandLine, HelpAndVersionAreAnswers) {
  const Said version = run_ctl({"--version"});
  EXPECT_EQ(version.exit, Exit::done);
  EXPECT_THAT(version.out, StartsWith("crosstownctl "));
  const std::vector<std::vector<std::string>> commands = {{},
                                                          {"text"},
                                                          {"status"},
                                                          {"reload"},
                                                          {"quarantine"},
                                                          {"quarantine", "list"},
                                                          {"quarantine", "show"},
                                                          {"quarantine", "release"},
                                                          {"quarantine", "drop"},
                                                          {"audit"},
                                                          {"dead"},
                                                          {"dead", "list"},
                                                          {"dead", "show"},
                                                          {"dead", "replay"},
                                                          {"dead", "drop"}};
  for (auto arguments : commands) {
    arguments.emplace_back("--help");
    const Said help = run_ctl(arguments);
    EXPECT_EQ(help.exit, Exit::done);
    EXPECT_THAT(help.out, HasSubstr("Usage: crosstownctl"));
    EXPECT_THAT(help.out, HasSubstr("xit codes"));
    EXPECT_EQ(help.err, "");
  }
}

TEST(CommandLine, TheSocketComesFromTheOptionThenTheEnvironment) {
  StubServer daemon(StubServer::Kind::unix_socket);
  daemon.answer("POST /api/v1/reload", http_answer(200, R"({"applied":true})"));
  ::setenv("CROSSTOWN_CONTROL", daemon.path().c_str(), 1);
  EXPECT_EQ(run_ctl({"reload"}).exit, Exit::done);
  EXPECT_EQ(run_ctl({"--socket", "/nowhere/control.sock", "reload"}).exit, Exit::unreachable);
  ::unsetenv("CROSSTOWN_CONTROL");
}

TEST(CommandLine, ASocketThatNobodyNamesIsLookedFor) {
  if (std::filesystem::exists("/run/crosstown/control.sock"))
    GTEST_SKIP() << "a daemon is installed";
  StubServer daemon(StubServer::Kind::unix_socket);
  daemon.answer("POST /api/v1/reload", http_answer(200, R"({"applied":true})"));
  const Said lost = run_ctl({"reload"});
  EXPECT_EQ(lost.exit, Exit::unreachable);
  EXPECT_THAT(lost.err, HasSubstr("(/run/crosstown/control.sock, state/control.sock)"));
  EXPECT_THAT(lost.err, HasSubstr("CROSSTOWN_CONTROL"));
  const auto folder = std::filesystem::path(daemon.path()).parent_path();
  ::setenv("STATE_DIRECTORY", folder.c_str(), 1);  // the stub's is …/control.sock
  EXPECT_EQ(run_ctl({"reload"}).exit, Exit::done);
  ::setenv("STATE_DIRECTORY", "/nowhere", 1);
  EXPECT_THAT(run_ctl({"reload"}).err, HasSubstr("/nowhere/control.sock"));
  ::unsetenv("STATE_DIRECTORY");
  EXPECT_THAT(run_ctl({"--socket", "/nowhere/x.sock", "reload"}).err,
              Not(HasSubstr("/run/crosstown")));
}

TEST(CommandLine, GlobalOptionsStandAnywhere) {
  StubServer daemon(StubServer::Kind::unix_socket);
  daemon.answer("GET /api/v1/quarantine", http_answer(200, R"({"entries":[]})"));
  EXPECT_EQ(run_ctl({"quarantine", "list", "--json", "--socket", daemon.path()}).out,
            "{\"entries\":[]}\n");
  EXPECT_EQ(run_ctl({"quarantine", "--json", "--socket", daemon.path(), "list"}).out,
            "{\"entries\":[]}\n");
}

TEST(CommandLine, AFullDiskIsNotSuccess) {
  StubServer daemon(StubServer::Kind::unix_socket);
  daemon.answer("POST /api/v1/reload", http_answer(200, R"({"applied":true})"));
  const std::vector<const char*> argv = {"crosstownctl", "--socket", daemon.path().c_str(),
                                         "reload"};
  std::ostream out(nullptr);  // takes nothing
  std::ostream err(nullptr);
  EXPECT_EQ(run(static_cast<int>(argv.size()), argv.data(), out, err), 1);
}

}  // namespace
}  // namespace crosstown::ctl
