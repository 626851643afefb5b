#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using Kind = StubServer::Kind;

constexpr const char* page = R"({"first_day":"2026-11-16","last_day":"2026-11-22","moved":[)"
                             R"({"rule":"potholes","from":"streets","to":"parks","count":9},)"
                             R"({"rule":"trees","from":"parks","to":"streets","count":7},)"
                             R"({"rule":"trees","from":"parks","to":"front-desk","count":4}]})";

TEST(MisroutesCommand, TheWorstRuleFirst) {
  StubServer daemon(Kind::unix_socket);
  daemon.answer("GET /api/v1/misroutes?since=7d", http_answer(200, page));
  const Said said = run_ctl(daemon, {"misroutes"});
  EXPECT_EQ(said.exit, Exit::done) << said.err;
  EXPECT_EQ(said.out,
            "Moved by people, 2026-11-16 to 2026-11-22:\n"
            "RULE      SENT TO  MOVED  BY PEOPLE TO\n"
            "trees     parks       11  streets 7, front-desk 4\n"
            "potholes  streets      9  parks 9\n");
  EXPECT_EQ(run_ctl(daemon, {"--json", "misroutes"}).out, std::string(page) + "\n");
}

TEST(MisroutesCommand, NothingAndMistakes) {
  StubServer daemon(Kind::unix_socket);
  daemon.answer(
      "GET /api/v1/misroutes?since=30d",
      http_answer(200, R"({"first_day":"2026-10-23","last_day":"2026-11-22","moved":[]})"));
  EXPECT_EQ(run_ctl(daemon, {"misroutes", "--since", "30d"}).out,
            "Nobody moved anything from 2026-10-23 to 2026-11-22.\n");
  daemon.answer("GET /api/v1/misroutes?since=soon",
                http_answer(400, R"({"error":"bad_since","text":"since: a time"})"));
  EXPECT_EQ(run_ctl(daemon, {"misroutes", "--since", "soon"}).exit, Exit::refused);
  EXPECT_EQ(run_ctl(daemon, {"misroutes", "--since", "7d&x=1"}).exit, Exit::usage);
}

}  // namespace
}  // namespace crosstown::ctl
