#include "daemon/admin/admin_door.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "tests/daemon/admin/small_city.h"
#include "tests/daemon/daemon_parts.h"
#include "tests/support/captured_log.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

class Office : public testing::Test, protected DaemonParts {
 protected:
  Office() { city.set(small_city()); }

  asio::awaitable<ReloadResult> reload(std::string by) {
    reloaded_by.push_back(std::move(by));
    ReloadResult result;
    result.applied = true;
    co_return result;
  }

  http::Response ask(Door& door, const std::string& method, const std::string& target,
                     const std::vector<Header>& headers, const http::Peer& peer) {
    HttpRequest request;
    request.method = method;
    request.target = target;
    request.headers = headers;
    if (auto rule = door.before_body(request, peer); rule.answer) return *rule.answer;
    auto answer = asio::co_spawn(io, door.handle(request, peer), asio::use_future);
    io.restart();
    io.run();
    return answer.get();
  }
  http::Response ask_admin(const std::string& method, const std::string& target,
                           std::string_view token = {}) {
    std::vector<Header> headers{{"Host", "localhost:8312"}};
    const std::string bearer = "Bearer " + std::string(token);
    if (!token.empty()) headers.push_back({"Authorization", bearer});
    return ask(admin, method, target, headers, {});
  }
  http::Response ask_control(const std::string& method, const std::string& target,
                             std::uint32_t uid) {
    http::Peer peer;
    peer.local_socket = true;
    peer.uid = uid;
    return ask(control, method, target, {}, peer);
  }
  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return "(none)";
  }

  std::vector<std::string> reloaded_by;
  AdminParts parts{city,
                   store,
                   *content,
                   *quarantine,
                   disk,
                   intake,
                   metrics,
                   replies,
                   [this](std::string by) { return reload(std::move(by)); },
                   [] { return std::string("http://127.0.0.1:8311"); },
                   [] {
                     return std::vector<DoorLoad>{{"public", 7, 4096, 65536}};
                   },
                   now()};
  TokenDoor admin{parts};
  ControlDoor control{parts, "/nowhere/control.sock"};
};

TEST_F(Office, Table) {
  const std::string entry = "/api/v1/quarantine/city-sms/0198f1c2-7a10-7c3e-9d57-3f6d2b1c0a11";
  struct Case {
    std::string method;
    std::string target;
    std::string_view token;
    int status;
    std::string allow = "(none)";
  };
  const std::string read = "GET, HEAD, OPTIONS";
  const Case cases[] = {
      {"GET", "/healthz", "", 200},
      {"HEAD", "/healthz", "", 200},
      {"GET", "/readyz", "", 503},  // the store is not there
      {"GET", "/metrics", "", 200},
      {"POST", "/metrics", "", 405, read},
      {"DELETE", "/healthz", chief_token, 405, read},
      {"OPTIONS", "/readyz", "", 204, read},
      {"GET", "/", "", 200},  // the console
      {"POST", "/", chief_token, 405, read},
      {"GET", "/console/main.js", "", 200},
      {"GET", "/console/nothing.js", "", 404},
      {"GET", "/console/", "", 404},
      {"GET", "/api/v1/me", "", 401},
      {"GET", "/api/v1/me", agent_token, 200},
      {"GET", "/api/v1/stats", "", 401},
      {"GET", "/api/v1/stats", agent_token, 503},  // Redis is not there
      {"GET", "/favicon.ico", "", 404},
      {"GET", "/api/v1/nothing", chief_token, 404},
      {"GET", "/api/v1/status", "", 401},
      {"GET", "/api/v1/status", "wrong", 401},
      {"GET", "/api/v1/status", agent_token, 200},
      {"HEAD", "/api/v1/status", agent_token, 200},
      {"POST", "/api/v1/status", agent_token, 405, read},
      {"GET", "/api/v1/requests/26-0001234-9", "", 401},
      {"GET", "/api/v1/requests/26-0001234-8", agent_token, 400},
      {"GET", "/api/v1/explain", agent_token, 405, "POST, OPTIONS"},
      {"POST", "/api/v1/explain", "", 401},
      {"POST", "/api/v1/explain", agent_token, 400},
      {"GET", "/api/v1/quarantine", agent_token, 403},
      {"GET", "/api/v1/quarantine", lead_token, 200},
      {"GET", "/api/v1/quarantine?channel=kiosk", chief_token, 200},
      {"GET", "/api/v1/quarantine/city-sms", lead_token, 404},
      {"GET", entry, lead_token, 404},
      {"PATCH", entry, lead_token, 405, "GET, HEAD, DELETE, OPTIONS"},
      {"GET", entry + "/release", lead_token, 405, "POST, OPTIONS"},
      {"POST", entry + "/release", lead_token, 404},
      {"GET", "/api/v1/dead", agent_token, 403},
      {"GET", "/api/v1/dead", lead_token, 503},  // Redis is not there
      {"GET", "/api/v1/dead?after=x", lead_token, 400},
      {"GET", "/api/v1/dead/x", lead_token, 404},
      {"GET", "/api/v1/dead/1-1-0", lead_token, 404},  // no such partition
      {"GET", "/api/v1/dead/0-1-0", agent_token, 403},
      {"DELETE", "/api/v1/dead/0-1-0", lead_token, 503},
      {"POST", "/api/v1/dead/0-1-0/replay", agent_token, 403},
      {"POST", "/api/v1/dead/0-1-0/replay", lead_token, 503},
      {"DELETE", "/api/v1/dead/spool-0-1", lead_token, 404},  // there is no spool
      {"GET", "/api/v1/audit", agent_token, 403},
      {"GET", "/api/v1/audit", lead_token, 503},
      {"GET", "/api/v1/audit?day=2026-11-2", lead_token, 400},
      {"GET", "/api/v1/audit?day=2026-11-22&channel=kiosk", lead_token, 503},
      {"GET", "/api/v1/misroutes", agent_token, 403},
      {"GET", "/api/v1/misroutes", lead_token, 503},
      {"GET", "/api/v1/misroutes?since=soon", lead_token, 400},
      {"GET", "/api/v1/misroutes?since=93d", lead_token, 400},
      {"GET", "/api/v1/misroutes?since=0s", lead_token, 400},
      {"GET", "/api/v1/recorded", lead_token, 403},  // whole texts of everybody
      {"GET", "/api/v1/recorded", chief_token, 503},
      {"GET", "/api/v1/recorded?since=-1d", chief_token, 400},
      {"GET", "/api/v1/recorded?since=7d&from=0-26-17-0", chief_token, 503},
      {"GET", "/api/v1/recorded?since=7d&from=x", chief_token, 400},
      {"GET", "/api/v1/reload", chief_token, 405, "POST, OPTIONS"},
      {"POST", "/api/v1/reload", lead_token, 403},
      {"POST", "/api/v1/reload", chief_token, 200},
      {"POST", "/api/v1/sample", chief_token, 403},
  };
  for (const Case& c : cases) {
    const auto answer = ask_admin(c.method, c.target, c.token);
    EXPECT_EQ(answer.status, c.status) << c.method << ' ' << c.target << ' ' << answer.body;
    EXPECT_EQ(header(answer, "Allow"), c.allow) << c.method << ' ' << c.target;
  }
}

TEST_F(Office, WhoeverAsksIsToldWhoTheyAre) {
  const auto answer = ask_admin("GET", "/api/v1/me", lead_token);
  for (const char* part : {R"("by":"token:lead")", R"("role":"supervisor")",
                           R"("city":"Riverbend")", R"("timezone":"America/Denver")"})
    EXPECT_THAT(answer.body, HasSubstr(part));
}

TEST_F(Office, TheConsoleComesWithAPolicyThatLetsNothingElseIn) {
  const auto page = ask_admin("GET", "/");
  const std::string policy = header(page, "Content-Security-Policy");
  for (const char* rule : {"default-src 'none'", "script-src 'self'", "style-src 'self'",
                           "frame-ancestors 'none'", "require-trusted-types-for 'script'"})
    EXPECT_THAT(policy, HasSubstr(rule));
  EXPECT_THAT(policy, testing::Not(HasSubstr("unsafe")));
  const std::string etag = header(page, "ETag");
  const auto kept = ask(admin, "GET", "/", {{"Host", "localhost"}, {"If-None-Match", etag}}, {});
  EXPECT_EQ(kept.status, 304);
  EXPECT_EQ(kept.body, "");
}

TEST_F(Office, MetricsTellHowThingsStand) {
  const HttpRequest request;
  const Suspect suspect{"kiosk", now(), "bad_signature", "", request, ""};
  ASSERT_TRUE(quarantine->keep(suspect));
  ASSERT_TRUE(content->put("bytes"));
  const std::string text = ask_admin("GET", "/metrics").body;
  for (const char* line :
       {"crosstown_http_connections{door=\"public\"} 7", "# TYPE crosstown_http_connections gauge",
        "crosstown_http_body_memory_bytes{door=\"public\"} 4096",
        "crosstown_http_body_files_bytes{door=\"public\"} 65536", "crosstown_content_bytes 5",
        "crosstown_content_quota_bytes 1048576",
        "crosstown_quarantine_entries{channel=\"kiosk\"} 1",
        "crosstown_quarantine_bytes{channel=\"kiosk\"} ",
        "crosstown_last_accepted_timestamp_seconds 0", "crosstown_oldest_waiting_seconds 0"}) {
    EXPECT_NE(text.find(std::string("\n") + line), std::string::npos) << line;
  }
}

TEST_F(Office, AChallengeSaysWhatIsWrong) {  // RFC 6750 section 3
  EXPECT_EQ(header(ask_admin("GET", "/api/v1/status"), "WWW-Authenticate"),
            "Bearer realm=\"crosstown\"");
  EXPECT_EQ(header(ask_admin("GET", "/api/v1/status", "wrong"), "WWW-Authenticate"),
            "Bearer realm=\"crosstown\", error=\"invalid_token\"");
  EXPECT_EQ(header(ask_admin("GET", "/api/v1/status", agent_token), "WWW-Authenticate"), "(none)");
}

TEST_F(Office, ANameThatIsNotOursLeadsNowhere) {
  for (const std::string target : {"/metrics", "/healthz", "/api/v1/status", "/nothing"}) {
    const std::vector<Header> headers{{"Host", "evil.example"}};
    EXPECT_EQ(ask(admin, "GET", target, headers, {}).status, 421) << target;
  }
}

TEST_F(Office, TheControlSocketIsForRootAndOurselves) {
  EXPECT_EQ(ask_control("GET", "/api/v1/status", 0).status, 200);
  EXPECT_EQ(ask_control("GET", "/api/v1/status", ::geteuid()).status, 200);
  EXPECT_EQ(ask_control("POST", "/api/v1/sample", 0).status, 400);
  EXPECT_EQ(ask_control("GET", "/nothing", 0).status, 404);
  for (const std::string target : {"/api/v1/status", "/metrics", "/nothing"})
    EXPECT_EQ(ask_control("GET", target, 54321).status, 403) << target;
}

TEST_F(Office, WhoChangesSomethingIsNamed) {
  (void)ask_admin("POST", "/api/v1/reload", chief_token);
  (void)ask_control("POST", "/api/v1/reload", 0);
  EXPECT_THAT(reloaded_by, testing::ElementsAre("token:chief", "uid:0"));
}

TEST_F(Office, DroppingIsLoggedWithWho) {
  Suspect suspect{"city-sms", now(), "bad_signature", "", {}, "192.0.2.7"};
  const auto id = quarantine->keep(suspect);
  ASSERT_TRUE(id);
  const CapturedLog log;
  EXPECT_EQ(ask_admin("DELETE", "/api/v1/quarantine/kiosk/" + *id, lead_token).status, 404);
  EXPECT_EQ(ask_admin("DELETE", "/api/v1/quarantine/city-sms/" + *id, lead_token).status, 200);
  EXPECT_THAT(log.text(),
              HasSubstr("event=quarantine_dropped channel=city-sms id=" + *id + " by=token:lead"));
}

}  // namespace
}  // namespace crosstown
