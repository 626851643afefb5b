#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* list_page = "GET /api/v1/quarantine";
constexpr const char* first = "0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11";
constexpr const char* second = "0198f1c2-7a11-7c3e-9d57-3f6d2b1c0a12";
// Newest first, to see that nothing relies on their order.
constexpr const char* list_body =
    R"({"entries":[{"id":"0198f1c2-7a11-7c3e-9d57-3f6d2b1c0a12","channel":"city-sms","time":"2026-11-22T16:04:06.000Z","code":"","detail":"","size":2048,"damaged":true},{"id":"0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11","channel":"city-sms","time":"2026-11-22T16:04:05.123Z","code":"bad_signature","detail":"signed\nwith another token","size":123,"damaged":false}]})";

class QuarantineCommand : public testing::Test {
 protected:
  QuarantineCommand() {
    daemon.answer(list_page, http_answer(200, list_body));
    daemon.answer("GET /api/v1/quarantine?channel=city-sms", http_answer(200, list_body));
  }
  static std::string page(const std::string& method, const std::string& id,
                          const std::string& rest = {}) {
    return method + " /api/v1/quarantine/city-sms/" + id + rest;
  }
  StubServer daemon{StubServer::Kind::unix_socket};
};

TEST_F(QuarantineCommand, List) {
  const Said said = run_ctl(daemon, {"quarantine", "list", "--channel", "city-sms"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(
      said.out,
      R"(ID                                    CHANNEL   TIME                         SIZE  CODE           DETAIL
0198f1c2-7a11-7c3e-9d57-3f6d2b1c0a12  city-sms  2026-11-22T16:04:06.000Z  2.0 KiB  damaged
0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11  city-sms  2026-11-22T16:04:05.123Z    123 B  bad_signature  signed\nwith another token
)");
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "list", "--json"}).out, std::string(list_body) + "\n");
}

TEST_F(QuarantineCommand, ListOfNothing) {
  daemon.answer(list_page, http_answer(200, R"({"entries":[]})"));
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "list"}).out, "nothing is in quarantine\n");
}

TEST_F(QuarantineCommand, ShowByIdOrByChannelAndId) {
  daemon.answer(page("GET", first),
                http_answer(200, R"({"id":"0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11",
    "channel":"city-sms","time":"2026-11-22T16:04:05.123Z","code":"bad_signature","detail":"",
    "method":"POST","target":"/hooks/city-sms","headers":[["X-Twilio-Signature","abc\u001b[2J"],["bad"]],
    "body":"Body=Hay+un\u001bbache\nnext"})"));
  const std::string expected =
      "id       0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11\n"
      "channel  city-sms\n"
      "time     2026-11-22T16:04:05.123Z\n"
      "code     bad_signature\n"
      "\n"
      "POST /hooks/city-sms\n"
      "X-Twilio-Signature: abc\\x1b[2J\n"
      "\n"
      "Body=Hay+un\\x1bbache\nnext\n";
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "show", first}).out, expected);
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "show", std::string("city-sms/") + first}).out,
            expected);
  EXPECT_EQ(daemon.requests().size(), 3U);  // only the bare id needs the list
  EXPECT_THAT(run_ctl(daemon, {"quarantine", "show", first, "--json"}).out, StartsWith("{\"id\":"));
}

TEST_F(QuarantineCommand, ShowOfABodyThatIsNotText) {
  daemon.answer(
      page("GET", first),
      http_answer(200, R"({"id":"x","method":"POST","target":"/","body_base64":"/w=="})"));
  EXPECT_THAT(run_ctl(daemon, {"quarantine", "show", first}).out,
              HasSubstr("(the body is not text"));
}

TEST_F(QuarantineCommand, UnknownIdIsRefused) {
  const Said said = run_ctl(daemon, {"quarantine", "show", "0198f1c2"});
  EXPECT_EQ(said.exit, Exit::refused);
  EXPECT_EQ(said.err, "crosstownctl: the quarantine has no entry 0198f1c2\n");
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "drop", "0198f1c2", "--json"}).out,
            "{\"error\":\"not_found\",\"text\":\"the quarantine has no entry 0198f1c2\"}\n");
}

TEST_F(QuarantineCommand, Release) {
  const std::string body =
      R"({"released":true,"status":200,"answer":"<Response><Message>Thanks, your request is 26-0001234-9</Message></Response>"})";
  daemon.answer(page("POST", first, "/release"), http_answer(200, body));
  const Said said = run_ctl(daemon, {"quarantine", "release", first});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(said.out, std::string("released city-sms/") + first + ": 26-0001234-9\n");
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "release", first, "--json"}).out, body + "\n");
}

TEST_F(QuarantineCommand, OneThatIsStillRefusedDoesNotKeepTheNextBack) {
  const std::string refusal = R"({"error":"still_refused","text":"AccountSid: another account"})";
  daemon.answer(page("POST", first, "/release"), http_answer(409, refusal));
  daemon.answer(page("POST", second, "/release"),
                http_answer(200, R"({"released":true,"status":200,"answer":""})"));
  const Said said = run_ctl(daemon, {"quarantine", "release", "--all", "city-sms"});
  EXPECT_EQ(said.exit, Exit::refused);
  EXPECT_EQ(said.err, "crosstownctl: AccountSid: another account\n");
  EXPECT_EQ(said.out, std::string("released city-sms/") + second + "\n");
  const auto requests = daemon.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_THAT(requests[1], HasSubstr(first));  // the oldest first
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "release", "--all", "city-sms", "--json"}).out,
            refusal + "\n" + R"({"released":true,"status":200,"answer":""})" + "\n");
}

TEST_F(QuarantineCommand, ADaemonThatGoesEndsIt) {
  daemon.answer(page("DELETE", first), "");  // cut
  const Said said = run_ctl(daemon, {"quarantine", "drop", "--all", "city-sms"});
  EXPECT_EQ(said.exit, Exit::unreachable);
  EXPECT_EQ(daemon.requests().size(), 2U);
}

TEST_F(QuarantineCommand, AllOfAnEmptyChannelIsDone) {
  daemon.answer("GET /api/v1/quarantine?channel=kiosk", http_answer(200, R"({"entries":[]})"));
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "release", "--all", "kiosk"}).exit, Exit::done);
}

TEST_F(QuarantineCommand, DropSeveral) {
  daemon.answer(page("DELETE", first), http_answer(200, R"({"dropped":true})"));
  daemon.answer(page("DELETE", second), http_answer(200, R"({"dropped":true})"));
  const std::string named = std::string("city-sms/") + second;
  const Said said = run_ctl(daemon, {"quarantine", "drop", first, named});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(said.out, std::string("dropped city-sms/") + first + "\ndropped " + named + "\n");
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "drop", first, named, "--json"}).out,
            "{\"dropped\":true}\n{\"dropped\":true}\n");
}

TEST_F(QuarantineCommand, AnIdFromTheDaemonLeadsNowhereElse) {
  daemon.answer("GET /api/v1/quarantine?channel=city-sms",
                http_answer(200, R"({"entries":[{"id":"../../reload","channel":"city-sms"}]})"));
  EXPECT_EQ(run_ctl(daemon, {"quarantine", "drop", "--all", "city-sms"}).exit, Exit::usage);
  EXPECT_EQ(daemon.requests().size(), 1U);
}

}  // namespace
}  // namespace crosstown::ctl
