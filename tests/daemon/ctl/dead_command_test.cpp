#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using testing::HasSubstr;

constexpr const char* first_page = "GET /api/v1/dead?limit=500";
constexpr const char* second_page = "GET /api/v1/dead?limit=500&after=0-1795363445123-0";
constexpr const char* first_body =
    R"({"entries":[{"id":"0-1795363445123-0","tracking":"26-0001234-9","channel":"city-sms","queue":"public-works","priority":"normal","type":"pothole","deliveries":5,"reason":"no worker finished it in 5 deliveries","time":"2026-11-22T16:04:05.123Z","damaged":false}],"next":"0-1795363445123-0"})";
constexpr const char* second_body =
    R"({"entries":[{"id":"spool-0-17","tracking":"","channel":"","queue":"","priority":"","type":"","deliveries":0,"reason":"unreadable","time":"1970-01-01T00:00:00.000Z","damaged":true}],"next":null})";

class DeadCommand : public testing::Test {
 protected:
  DeadCommand() {
    daemon.answer(first_page, http_answer(200, first_body));
    daemon.answer(second_page, http_answer(200, second_body));
  }
  StubServer daemon{StubServer::Kind::unix_socket};
};

TEST_F(DeadCommand, ListsAllPages) {
  const Said said = run_ctl(daemon, {"dead", "list"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(
      said.out,
      R"(ID                 TIME                      QUEUE         CHANNEL   TRACKING      DELIVERIES  REASON
0-1795363445123-0  2026-11-22T16:04:05.123Z  public-works  city-sms  26-0001234-9           5  no worker finished it in 5 deliveries
spool-0-17         1970-01-01T00:00:00.000Z  -             -         damaged                0  unreadable
)");
  EXPECT_EQ(run_ctl(daemon, {"dead", "list", "--json"}).out,
            std::string(first_body) + "\n" + second_body + "\n");
}

TEST_F(DeadCommand, ListOfNothing) {
  daemon.answer(first_page, http_answer(200, R"({"entries":[],"next":null})"));
  EXPECT_EQ(run_ctl(daemon, {"dead", "list"}).out, "there are no dead letters\n");
}

TEST_F(DeadCommand, ANextPageThatIsTheSameEndsTheList) {
  daemon.answer(second_page, http_answer(200, first_body));
  EXPECT_EQ(run_ctl(daemon, {"dead", "list"}).exit, Exit::done);
  EXPECT_EQ(daemon.requests().size(), 2U);
}

TEST_F(DeadCommand, ShowsWhatTheResidentWroteFitForATerminal) {
  daemon.answer(
      "GET /api/v1/dead/0-1-0",
      http_answer(
          200,
          R"({"id":"0-1-0","tracking":"26-0001234-9","channel":"city-sms","queue":"parks","priority":"low","type":"tree","deliveries":5,"reason":"r","time":"t","damaged":false,"event":{"data":{"from":{"address":"+18015550123"},"text":"A tree\nfell\u001b[2J"}}})"));
  EXPECT_EQ(run_ctl(daemon, {"dead", "show", "0-1-0"}).out,
            "id         0-1-0\n"
            "tracking   26-0001234-9\n"
            "channel    city-sms\n"
            "queue      parks\n"
            "priority   low\n"
            "type       tree\n"
            "reason     r\n"
            "time       t\n"
            "deliveries 5\n"
            "from       +18015550123\n"
            "\n"
            "A tree\nfell\\x1b[2J\n");
}

TEST_F(DeadCommand, ReplaysByIdAndToAnotherQueue) {
  daemon.answer("POST /api/v1/dead/0-1-0/replay", http_answer(200, R"({"replayed":true})"));
  daemon.answer("POST /api/v1/dead/0-1-0/replay?queue=parks",
                http_answer(409, R"({"error":"no_queue","text":"no queue"})"));
  EXPECT_EQ(run_ctl(daemon, {"dead", "replay", "0-1-0"}).out, "replayed 0-1-0\n");
  const Said refused = run_ctl(daemon, {"dead", "replay", "--queue", "parks", "0-1-0"});
  EXPECT_EQ(refused.exit, Exit::refused);
  EXPECT_EQ(refused.err, "crosstownctl: no queue\n");
}

TEST_F(DeadCommand, DropsAllOfAQueueOnly) {
  daemon.answer("DELETE /api/v1/dead/0-1795363445123-0", http_answer(200, R"({"dropped":true})"));
  const Said said = run_ctl(daemon, {"dead", "drop", "--all", "public-works"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(said.out, "dropped 0-1795363445123-0\n");
  EXPECT_EQ(run_ctl(daemon, {"dead", "drop", "--all", "parks"}).out, "");
}

TEST_F(DeadCommand, AnIdFromTheDaemonLeadsNowhereElse) {
  daemon.answer(
      first_page,
      http_answer(200, R"({"entries":[{"id":"../reload","queue":"parks"}],"next":"?x"})"));
  EXPECT_EQ(run_ctl(daemon, {"dead", "drop", "--all", "parks"}).exit, Exit::usage);
  EXPECT_EQ(daemon.requests().size(), 1U);
}

}  // namespace
}  // namespace crosstown::ctl
