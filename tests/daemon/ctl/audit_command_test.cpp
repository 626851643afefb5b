#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

constexpr const char* balanced =
    R"({"balanced":true,"examined":9,"rows":[{"day":"2026-11-22","channel":"city-sms","accepted":9,"queued":6,"self_served":1,"duplicates":1,"dead":1,"spooled":0,"difference":0}],"differences":[],"differences_total":0})";
constexpr const char* broken =
    R"({"balanced":false,"examined":1,"rows":[{"day":"2026-11-22","channel":"city-sms","accepted":1,"queued":2,"self_served":0,"duplicates":0,"dead":0,"spooled":0,"difference":-1}],"differences":[{"tracking":"26-0001234-9","provider_id":"SM\u001b1","channel":"city-sms","problem":"is there twice"},{"tracking":"","provider_id":"","channel":"kiosk","problem":"p"}],"differences_total":3})";

TEST(AuditCommand, TellsThatTheBooksBalance) {
  StubServer daemon{StubServer::Kind::unix_socket};
  daemon.answer("GET /api/v1/audit", http_answer(200, balanced));
  const Said said = run_ctl(daemon, {"audit"});
  EXPECT_EQ(said.exit, Exit::done);
  EXPECT_EQ(
      said.out,
      R"(DAY         CHANNEL   ACCEPTED  QUEUED  SELF-SERVED  DUPLICATES  DEAD  SPOOLED  DIFFERENCE
2026-11-22  city-sms         9       6            1           1     1        0           0

the books balance: 9 messages examined
)");
}

TEST(AuditCommand, NamesWhatDiffersAndEndsWithFour) {
  StubServer daemon{StubServer::Kind::unix_socket};
  const char* page = "GET /api/v1/audit?day=2026-11-22&channel=city-sms";
  daemon.answer(page, http_answer(200, broken));
  const Said said = run_ctl(daemon, {"audit", "--day", "2026-11-22", "--channel", "city-sms"});
  EXPECT_EQ(static_cast<int>(said.exit), 4);
  EXPECT_EQ(
      said.out,
      R"(DAY         CHANNEL   ACCEPTED  QUEUED  SELF-SERVED  DUPLICATES  DEAD  SPOOLED  DIFFERENCE
2026-11-22  city-sms         1       2            0           0     0        0          -1

  26-0001234-9 SM\x1b1 city-sms: is there twice
  - - kiosk: p
  and 1 more
THE BOOKS DO NOT BALANCE: 1 message examined
)");
  const Said json =
      run_ctl(daemon, {"--json", "audit", "--day", "2026-11-22", "--channel", "city-sms"});
  EXPECT_EQ(json.exit, Exit::unbalanced);
  EXPECT_EQ(json.out, std::string(broken) + "\n");
}

TEST(AuditCommand, WhatCannotBeAskedIsNotAsked) {
  StubServer daemon{StubServer::Kind::unix_socket};
  EXPECT_EQ(run_ctl(daemon, {"audit", "--day", "a&b"}).exit, Exit::usage);
  EXPECT_EQ(run_ctl(daemon, {"audit", "--channel", "?"}).exit, Exit::usage);
  EXPECT_TRUE(daemon.requests().empty());
  daemon.answer("GET /api/v1/audit",
                http_answer(409, R"({"error":"busy","text":"The books are being counted."})"));
  EXPECT_EQ(run_ctl(daemon, {"audit"}).exit, Exit::refused);
}

}  // namespace
}  // namespace crosstown::ctl
