#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/ctl/event_stream.h"
#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* number = "26-0001234-9";

class WorkCommands : public testing::Test {
 protected:
  static std::string body_of(const std::string& request) {
    return request.substr(request.find("\r\n\r\n") + 4);
  }
  StubServer daemon{StubServer::Kind::unix_socket};
};

TEST_F(WorkCommands, QueuesAsATable) {
  const std::string body =
      R"({"queues":[{"queue":"public-works","name":"Public Works","received":4,"taken":1,"in_progress":7,"overdue":2,"oldest":"2026-11-22T16:04:05.123Z","urgent":{"waiting":1,"more":false,"pending":0},"normal":{"waiting":1000,"more":true,"pending":2},"low":{"waiting":0,"more":false,"pending":1}}]})";
  daemon.answer("GET /api/v1/queues", http_answer(200, body));
  EXPECT_EQ(
      run_ctl(daemon, {"queues"}).out,
      R"(QUEUE         URGENT  NORMAL  LOW  AT WORKERS  RECEIVED  TAKEN  IN PROGRESS  OVERDUE  OLDEST
public-works       1   1000+    0           3         4      1            7        2  2026-11-22T16:04:05.123Z
)");
  EXPECT_EQ(run_ctl(daemon, {"queues", "--json"}).out, body + "\n");
}

TEST_F(WorkCommands, ARequestWithItsThread) {
  const std::string target = std::string("GET /api/v1/requests/") + number;
  daemon.answer(
      target,
      http_answer(
          200,
          R"({"tracking":"26-0001234-9","status":"closed","queue":"parks","reason":"cut \u001b[2J"})"));
  daemon.answer(
      target + "/thread",
      http_answer(
          200,
          R"({"items":[{"id":"1-0","kind":"message","event":{"data":{"text":"A tree fell"}}},{"id":"2-0","kind":"transfer","from":"a","to":"parks","reason":"theirs","by":"token:desk"},{"id":"3-0","kind":"note","text":"called","by":"token:desk"}]})"));
  const Said said = run_ctl(daemon, {"request", "2600012349"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(said.out,
            "tracking   26-0001234-9\n"
            "status     closed\n"
            "queue      parks\n"
            "reason     cut \\x1b[2J\n"
            "\n"
            "KIND      BY          WHAT\n"
            "message   -           A tree fell\n"
            "transfer  token:desk  a → parks: theirs\n"
            "note      token:desk  called\n");
  EXPECT_EQ(run_ctl(daemon, {"request", "26-0001234-8"}).exit, Exit::usage);
}

TEST_F(WorkCommands, PassesOnAndCloses) {
  const std::string at = std::string("/api/v1/requests/") + number;
  daemon.answer("POST " + at + "/transfer", http_answer(200, R"({"finished":true})"));
  daemon.answer("PATCH " + at, http_answer(200, R"({"status":"closed"})"));
  EXPECT_EQ(run_ctl(daemon, {"transfer", number, "parks", "--reason", "a \"tree\""}).out,
            "26-0001234-9 goes to parks\n");
  EXPECT_EQ(run_ctl(daemon, {"close", number}).out, "26-0001234-9 is closed\n");
  ASSERT_EQ(daemon.requests().size(), 2U);
  EXPECT_EQ(body_of(daemon.requests()[0]), R"({"queue":"parks","reason":"a \"tree\""})");
  EXPECT_EQ(body_of(daemon.requests()[1]), R"({"status":"closed"})");
  EXPECT_EQ(run_ctl(daemon, {"transfer", number, "../x"}).exit, Exit::usage);
  EXPECT_EQ(run_ctl(daemon, {"transfer", number}).exit, Exit::usage);
  daemon.answer("PATCH " + at, http_answer(409, R"({"error":"busy","text":"Counting."})"));
  EXPECT_EQ(run_ctl(daemon, {"close", number}).exit, Exit::refused);
}

std::string event_stream(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" +
         std::string(body);
}

TEST_F(WorkCommands, TailComesBackWhereItWas) {
  daemon.answer(
      "GET /api/v1/events?queue=parks",
      event_stream(
          ": crosstown\n\nid: 1-0\ndata: "
          R"({"kind":"received","messages":[{"tracking":"26-0001234-9","new_request":true,"queue":"parks","type":"tree","priority":"low","channel":"city-sms"}]})"
          "\n\nid: 2-0\ndata: "
          R"({"kind":"status","tracking":"26-0001234-9","queue":"parks","status":"taken","by":"token:a"})"
          "\n\n"));
  const Said said = run_ctl(daemon, {"tail", "--queue", "parks", "--count", "3"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_THAT(said.out, HasSubstr("received    26-0001234-9 parks tree low city-sms\n"));
  EXPECT_THAT(said.out, HasSubstr("status      26-0001234-9 parks taken token:a\n"));
  ASSERT_EQ(daemon.requests().size(), 2U);
  EXPECT_THAT(daemon.requests()[1], HasSubstr("Last-Event-ID: 2-0\r\n"));
}

TEST_F(WorkCommands, TailThatIsRefused) {
  daemon.answer("GET /api/v1/events", http_answer(503, R"({"error":"unavailable","text":"No."})"));
  const Said said = run_ctl(daemon, {"tail"});
  EXPECT_EQ(said.exit, Exit::refused);
  EXPECT_EQ(said.err, "crosstownctl: No.\n");
}

TEST(EventStream, InWhateverPieces) {
  const std::string whole =
      "id: 1-0\r\ndata: a\r\n\r\n:beat\n\nevent: x\ndata:b\nid: 2-0\n\ndata: c";
  for (std::size_t size = 1; size <= whole.size(); ++size) {
    EventStream stream;
    std::vector<std::string> told;
    for (std::size_t at = 0; at < whole.size(); at += size)
      stream.feed(std::string_view(whole).substr(at, size),
                  [&](std::string_view data) { told.emplace_back(data); });
    EXPECT_THAT(told, ElementsAre("a", "b")) << size;
    EXPECT_EQ(stream.last_id(), "2-0");
  }
}

}  // namespace
}  // namespace crosstown::ctl
