#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "router/message/json.h"
#include "tests/config/fixture.h"
#include "tests/daemon/ctl/run_ctl.h"

namespace crosstown::ctl {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Kind = StubServer::Kind;

class RehearseCommand : public testing::Test {
 protected:
  RehearseCommand() {
    folder_.write("kiosk", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
  }

  std::string file(const std::string& trees_to) {
    return folder_
        .write(
            "new.yaml",
            "city: { name: Riverbend, timezone: America/Denver }\n"
            "channels: { kiosk: { adapter: webhook, medium: walk-in, secret: { file: kiosk } } }\n"
            "queues: { front-desk: { name: { en: Front desk } }, parks: { name: { en: Parks } } }\n"
            "routes:\n"
            "  - { name: trees, when: { text: tree }, then: { queue: " +
                trees_to +
                " } }\n"
                "  - { name: all, then: { queue: front-desk } }\n")
        .string();
  }

  static std::string event(const std::string& tracking, const std::string& text) {
    return R"({"id":"1","subject":")" + tracking +
           R"(","time":"2026-11-22T16:04:05.123Z","data":{"routing":{"queue":"front-desk",)"
           R"("type":"general","priority":"normal","rule":"all"},"medium":"walk-in",)"
           R"("channel":"kiosk","adapter":"webhook","provider_id":"1","from":null,"language":"en",)"
           R"("text":")" +
           text + R"("}})";
  }
  static std::string page(const std::vector<std::string>& events, int gone,
                          const std::string& next) {
    std::string body = R"({"events":[)";
    for (const std::string& one : events) {
      if (&one != &events.front()) body += ',';
      json::append_string(body, one);
    }
    return http_answer(
        200, body + R"(],"gone":)" + std::to_string(gone) + R"(,"next":")" + next + R"("})");
  }

  config::Folder folder_;
  StubServer daemon_{Kind::unix_socket};
};

TEST_F(RehearseCommand, ShowsWhatWouldMoveOverAllPages) {
  daemon_.answer("GET /api/v1/recorded?since=7d", page({event("26-0001235-5", "a lost key"),
                                                        event("26-0001234-9", "a tree \\u001b[2J")},
                                                       0, "0-26-1-0"));
  daemon_.answer("GET /api/v1/recorded?since=7d&from=0-26-1-0",
                 page({event("26-0001233-1", "a tree"), "nonsense"}, 1, ""));
  const std::string path = file("parks");
  const Said said = run_ctl(daemon_, {"rehearse", path});
  EXPECT_EQ(said.exit, Exit::done) << said.err;
  EXPECT_EQ(said.out, "By " + path +
                          ", of 3 messages that opened a request in the last 7d:\n"
                          "       1  would go where they went\n"
                          "       0  would stay in their queue, with another type or priority\n"
                          "       2  would move\n"
                          "2 messages could not be judged:\n"
                          "       1  the record cannot be read\n"
                          "       1  the text is not in Redis any more\n"
                          "\n"
                          "FROM        TO     MESSAGES  BY THE RULE\n"
                          "front-desk  parks         2  trees\n"
                          "\n"
                          "Examples:\n"
                          "26-0001234-9  front-desk (all) -> parks: a tree \\x1b[2J\n"
                          "26-0001233-1  front-desk (all) -> parks: a tree\n");
  const Said raw = run_ctl(daemon_, {"--json", "rehearse", path});
  EXPECT_EQ(
      raw.out,
      R"({"judged":3,"stay":1,"changed":0,"moved":2,"not_judged":{"cut":0,"no_channel":0,)"
      R"("unreadable":1,"gone":1},"moves":[{"from":"front-desk","to":"parks","rule":"trees",)"
      R"("count":2,"examples":[{"tracking":"26-0001234-9","rule":"all","text":"a tree \u001b[2J"},)"
      R"({"tracking":"26-0001233-1","rule":"all","text":"a tree"}]}]})"
      "\n");
}

TEST_F(RehearseCommand, AMistakeInTheFileIsToldAsCheckTellsIt) {
  const Said said = run_ctl(daemon_, {"rehearse", file("park")});
  EXPECT_EQ(said.exit, Exit::refused);
  EXPECT_THAT(said.err, AllOf(HasSubstr("nothing was rehearsed"), HasSubstr("new.yaml:5:"),
                              HasSubstr("parks")));
  EXPECT_TRUE(daemon_.requests().empty());
}

TEST_F(RehearseCommand, RefusalsAndOddAnswers) {
  const std::string path = file("parks");
  EXPECT_EQ(run_ctl(daemon_, {"rehearse"}).exit, Exit::usage);
  EXPECT_EQ(run_ctl(daemon_, {"rehearse", "--since", "7 d", path}).exit, Exit::usage);
  daemon_.answer("GET /api/v1/recorded?since=7d",
                 http_answer(503, R"({"error":"unavailable","text":"Redis does not answer."})"));
  EXPECT_EQ(run_ctl(daemon_, {"rehearse", path}).exit, Exit::refused);
  daemon_.answer("GET /api/v1/recorded?since=7d", page({}, 0, "../dead"));
  EXPECT_EQ(run_ctl(daemon_, {"rehearse", path}).exit, Exit::unreachable);
  daemon_.answer("GET /api/v1/recorded?since=7d", http_answer(200, R"({"events":7,"next":[]})"));
  EXPECT_THAT(run_ctl(daemon_, {"rehearse", path}).out, HasSubstr("of 0 messages"));
}

}  // namespace
}  // namespace crosstown::ctl
