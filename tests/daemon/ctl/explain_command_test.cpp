#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using Kind = StubServer::Kind;

constexpr const char* page = "POST /api/v1/explain";
constexpr const char* pothole =
    R"({"channel":"city-sms","medium":"sms","language":"es","language_by":"detected",)"
    R"("emergency":null,"self_service":null,"says":null,"decided_by":"rules",)"
    R"("routing":{"queue":"streets","type":"pothole","priority":"normal","tier":1,)"
    R"("rule":"potholes","answer":null,"after_hours":true,"due":"2026-11-24T00:00:00.000Z","why":["text matched \"bache\""]},)"
    R"("steps":[{"rule":"trees","matched":false,"reason":"text has none of: tree"},)"
    R"({"rule":"potholes","matched":true,"reason":"text matched \"bache\""}],)"
    R"("steps_left_off":0})";

TEST(ExplainCommand, TellsTheWinnerAndWhyNotTheOthers) {
  StubServer daemon(Kind::unix_socket);
  daemon.answer(page, http_answer(200, pothole));
  const Said said = run_ctl(daemon, {"explain", "--channel", "city-sms", "--from", "+18015550123",
                                     "--language", "es", "Hay un bache"});
  EXPECT_EQ(said.exit, Exit::done) << said.err;
  EXPECT_EQ(said.out,
            "channel       city-sms (sms)\n"
            "language      es (detected)\n"
            "tripwire      none\n"
            "self-service  none\n"
            "says          none\n"
            "decided by    rules\n"
            "queue         streets\n"
            "type          pothole, normal, tier 1\n"
            "due           2026-11-24T00:00:00.000Z; the queue is closed now\n"
            "rule          potholes\n"
            "              text matched \"bache\"\n"
            "\n"
            "RULE      WINS  WHY, OR WHY NOT\n"
            "trees     -     text has none of: tree\n"
            "potholes  yes   text matched \"bache\"\n");
  ASSERT_EQ(daemon.requests().size(), 1U);
  EXPECT_THAT(daemon.requests()[0],
              EndsWith(R"({"text":"Hay un bache","channel":"city-sms","from":"+18015550123",)"
                       R"("language":"es"})"));
}

TEST(ExplainCommand, JsonIsTheAnswer) {
  StubServer daemon(Kind::unix_socket);
  daemon.answer(page, http_answer(200, pothole));
  EXPECT_EQ(run_ctl(daemon, {"--json", "explain", "x"}).out, std::string(pothole) + "\n");
}

TEST(ExplainCommand, OddAndHostileAnswers) {
  StubServer daemon(Kind::unix_socket);
  daemon.answer(page, http_answer(200, R"({"routing":7,"steps":[1,{}],"language":"\u001b[2J"})"));
  const Said said = run_ctl(daemon, {"explain", "x"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(said.out.find('\x1b'), std::string::npos);
}

TEST(ExplainCommand, Refused) {
  StubServer daemon(Kind::unix_socket);
  daemon.answer(page, http_answer(404, R"({"error":"no_channel","message":"no such channel"})"));
  EXPECT_EQ(run_ctl(daemon, {"explain", "--channel", "fax", "x"}).exit, Exit::refused);
  EXPECT_EQ(run_ctl(daemon, {"explain"}).exit, Exit::usage);
  EXPECT_EQ(run_ctl(daemon, {"explain", "\xff"}).exit, Exit::usage);
}

}  // namespace
}  // namespace crosstown::ctl
