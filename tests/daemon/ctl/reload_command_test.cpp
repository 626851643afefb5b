#include <gtest/gtest.h>

#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

constexpr const char* page = "POST /api/v1/reload";

TEST(ReloadCommand, Applied) {
  StubServer daemon(StubServer::Kind::unix_socket);
  const std::string body = R"({"applied":true,"problems":[]})";
  daemon.answer(page, http_answer(200, body + "\n"));
  const Said said = run_ctl(daemon, {"reload"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(said.out, "the new configuration is in force\n");
  EXPECT_EQ(run_ctl(daemon, {"reload", "--json"}).out, body + "\n");
}

TEST(ReloadCommand, RefusedWithEveryProblem) {
  StubServer daemon(StubServer::Kind::unix_socket);
  const std::string body =
      R"({"applied":false,"problems":["city.yaml:3:5: unknown key","city.yaml:9:1: no queue \"x\""]})";
  daemon.answer(page, http_answer(422, body));
  const Said said = run_ctl(daemon, {"reload"});
  EXPECT_EQ(said.exit, Exit::refused);
  EXPECT_EQ(said.out, "");
  EXPECT_EQ(said.err, "crosstownctl: city.yaml:3:5: unknown key\ncity.yaml:9:1: no queue \"x\"\n");
  const Said json = run_ctl(daemon, {"reload", "--json"});
  EXPECT_EQ(json.exit, Exit::refused);
  EXPECT_EQ(json.out, body + "\n");
  EXPECT_EQ(json.err, "");
}

}  // namespace
}  // namespace crosstown::ctl
