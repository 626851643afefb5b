#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using testing::HasSubstr;

constexpr const char* page = "GET /api/v1/status";
constexpr const char* busy = R"({
  "city":"Riverbend","version":"0.1.0","started":"2026-11-22T16:04:05.123Z",
  "store":{"up":true,"trouble":"","last_accepted":"2026-11-22T16:10:00.000Z","oldest_waiting_ms":0},
  "channels":[
    {"name":"city-sms","adapter":"twilio-sms","medium":"sms","received":12,"accepted":10,"queued":8,"duplicates":1,"self_served":1,"refused":2,"quarantined":1},
    {"name":"kiosk","adapter":"webhook","medium":"walk-in","received":0,"accepted":0,"queued":0,"duplicates":0,"self_served":0,"refused":0}],
  "queues":["front-desk","public-works"],
  "quarantine":{"city-sms":{"entries":1,"bytes":1234,"not_kept":3},"kiosk":{"entries":0,"bytes":0}},
  "content":{"bytes":4718592,"items":2,"quota":10737418240}})";

TEST(StatusCommand, TheDaemon) {
  StubServer daemon(StubServer::Kind::unix_socket);
  daemon.answer(page, http_answer(200, busy));
  const Said said = run_ctl(daemon, {"status"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(said.out,
            R"(Riverbend: crosstownd 0.1.0, since 2026-11-22T16:04:05.123Z
store       up, last accepted 2026-11-22T16:10:00.000Z
content     2 items, 4.5 MiB of 10.0 GiB
quarantine  city-sms: 1 request, 1.2 KiB, 3 more not kept
queues      front-desk, public-works

CHANNEL   ADAPTER     MEDIUM   RECEIVED  ACCEPTED  QUEUED  DUPLICATES  SELF-SERVED  REFUSED  QUARANTINED
city-sms  twilio-sms  sms            12        10       8           1            1        2            1
kiosk     webhook     walk-in         0         0       0           0            0        0            -
)");
}

TEST(StatusCommand, TroubleIsSaid) {
  StubServer daemon(StubServer::Kind::unix_socket);
  daemon.answer(page, http_answer(200, R"({"city":"Riverbend","store":{"up":false,
    "trouble":"connection refused","last_accepted":null,"oldest_waiting_ms":1500},"quarantine":{}})"));
  const Said said = run_ctl(daemon, {"status"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_THAT(said.out, HasSubstr("store       DOWN: connection refused, nothing accepted yet, "
                                  "the oldest message waits 1.5 s\n"));
  EXPECT_THAT(said.out, HasSubstr("quarantine  empty\n"));
  EXPECT_THAT(said.out, HasSubstr("queues      none\n"));
}

TEST(StatusCommand, JsonIsOneLine) {
  StubServer daemon(StubServer::Kind::unix_socket);
  daemon.answer(page, http_answer(200, "{ \"city\": \"River\xc2\x9b bend\",\n \"store\": {} }\n"));
  EXPECT_EQ(run_ctl(daemon, {"--json", "status"}).out,
            "{\"city\":\"River\\u009b bend\",\"store\":{}}\n");
}

TEST(StatusCommand, AnyMemberMayBeMissingOrOfAnotherType) {
  StubServer daemon(StubServer::Kind::unix_socket);
  for (
      const char* body :
      {"{}", R"({"city":7,"store":[],"channels":{},"queues":"x","quarantine":[1],"content":null})",
       R"({"channels":[1,null,{"name":{},"received":-1,"accepted":1.5,"queued":"x"}],"queues":[1]})",
       R"({"quarantine":{"a":1,"b":{"entries":"x"}},"store":{"up":"yes","oldest_waiting_ms":-5}})"}) {
    daemon.answer(page, http_answer(200, body));
    EXPECT_EQ(run_ctl(daemon, {"status"}).exit, Exit::done) << body;
  }
}

TEST(StatusCommand, HostileTextIsMadeVisible) {
  StubServer daemon(StubServer::Kind::unix_socket);
  daemon.answer(page, http_answer(200, R"({"city":"\u001b[2J","version":"\u001b","started":"\u001b",
    "store":{"up":true,"trouble":"\u001b","last_accepted":"\u001b"},"queues":["\u001b"],
    "channels":[{"name":"\u001b","adapter":"\u009b","medium":"\u202e"}],
    "quarantine":{"\u001b":{"entries":1}}})"));
  const Said said = run_ctl(daemon, {"status"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(said.out.find('\x1b'), std::string::npos) << said.out;
  EXPECT_EQ(said.out.find("\xc2\x9b"), std::string::npos) << said.out;
  EXPECT_EQ(said.out.find("\xe2\x80\xae"), std::string::npos) << said.out;
}

TEST(StatusCommand, OneRequest) {
  StubServer daemon(StubServer::Kind::unix_socket);
  const std::string body =
      R"({"tracking":"26-0001234-9","status":"received","queue":"public-works","type":"pothole",)"
      R"("priority":"normal","channel":"city-sms","opened":"2026-11-22T16:04:05.123Z"})";
  daemon.answer("GET /api/v1/requests/26-0001234-9", http_answer(200, body));
  for (const char* written : {"26-0001234-9", "2600012349", "26 0001234 9"}) {
    const Said said = run_ctl(daemon, {"status", written});
    EXPECT_EQ(said.exit, Exit::done);
    EXPECT_EQ(said.out,
              "tracking  26-0001234-9\n"
              "status    received\n"
              "queue     public-works\n"
              "type      pothole\n"
              "priority  normal\n"
              "channel   city-sms\n"
              "opened    2026-11-22T16:04:05.123Z\n");
  }
  EXPECT_EQ(run_ctl(daemon, {"status", "26-0001234-9", "--json"}).out, body + "\n");
}

TEST(StatusCommand, UnknownNumberIsRefused) {
  StubServer daemon(StubServer::Kind::unix_socket);
  const std::string body = R"({"error":"not_found","text":"No request has this number."})";
  daemon.answer("GET /api/v1/requests/26-0001234-9", http_answer(404, body));
  const Said said = run_ctl(daemon, {"status", "26-0001234-9"});
  EXPECT_EQ(said.exit, Exit::refused);
  EXPECT_EQ(said.err, "crosstownctl: No request has this number.\n");
  const Said json = run_ctl(daemon, {"status", "26-0001234-9", "--json"});
  EXPECT_EQ(json.exit, Exit::refused);
  EXPECT_EQ(json.out, body + "\n");
}

}  // namespace
}  // namespace crosstown::ctl
