#include "daemon/admin/route.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace crosstown {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr Route table[] = {
    {"GET", "/healthz", Role::anyone, nullptr},
    {"GET", "/things", Role::agent, nullptr},
    {"POST", "/things", Role::admin, nullptr},
    {"GET", "/things/newest", Role::agent, nullptr},
    {"GET", "/things/{id}", Role::agent, nullptr},
    {"DELETE", "/things/{id}", Role::admin, nullptr},
    {"POST", "/things/{id}/parts/{part}", Role::agent, nullptr},
};

struct Case {
  std::string_view method;
  std::string_view target;
  int route;  // index in the table; -1: none
  std::string_view allow;
};

TEST(FindRoute, Table) {
  const Case cases[] = {
      {"GET", "/healthz", 0, "GET, HEAD, OPTIONS"},
      {"HEAD", "/healthz", 0, "GET, HEAD, OPTIONS"},
      {"POST", "/healthz", -1, "GET, HEAD, OPTIONS"},
      {"OPTIONS", "/healthz", -1, "GET, HEAD, OPTIONS"},
      {"GET", "/healthz?x=/y", 0, "GET, HEAD, OPTIONS"},
      {"GET", "/things", 1, "GET, HEAD, POST, OPTIONS"},
      {"POST", "/things", 2, "GET, HEAD, POST, OPTIONS"},
      {"GET", "/things/newest", 3, "GET, HEAD, OPTIONS"},
      {"DELETE", "/things/newest", -1, "GET, HEAD, OPTIONS"},
      {"GET", "/things/7", 4, "GET, HEAD, DELETE, OPTIONS"},
      {"DELETE", "/things/7", 5, "GET, HEAD, DELETE, OPTIONS"},
      {"PUT", "/things/7", -1, "GET, HEAD, DELETE, OPTIONS"},
      {"HEAD", "/things/7/parts/a", -1, "POST, OPTIONS"},
      {"get", "/healthz", -1, "GET, HEAD, OPTIONS"},
      {"GET", "/", -1, ""},
      {"GET", "*", -1, ""},
      {"GET", "", -1, ""},
      {"GET", "/healthz/", -1, ""},
      {"GET", "/health", -1, ""},
      {"GET", "/things/", -1, ""},
      {"GET", "/things//", -1, ""},
      {"GET", "/things/7/parts", -1, ""},
      {"POST", "/things/7/parts/", -1, ""},
      {"POST", "//7/parts/a", -1, ""},
  };
  for (const Case& c : cases) {
    const FoundRoute found = find_route(table, c.method, c.target);
    const auto index = found.route ? static_cast<int>(found.route - table) : -1;
    EXPECT_EQ(index, c.route) << c.method << ' ' << c.target;
    EXPECT_EQ(found.allow, c.allow) << c.method << ' ' << c.target;
  }
}

TEST(FindRoute, GivesWhatThePathNames) {
  const FoundRoute found = find_route(table, "POST", "/things/7/parts/a-b?x=1");
  EXPECT_THAT(found.path_values, ElementsAre(Pair("id", "7"), Pair("part", "a-b")));
}

TEST(Call, ReadsPathAndQuery) {
  HttpRequest request;
  request.target = "/things/7?channel=city-sms&channels=all&empty=&channel=second";
  const Call call{request, {}, {{"id", "7"}}};
  EXPECT_EQ(call.path("id"), "7");
  EXPECT_EQ(call.query("channel"), "city-sms");
  EXPECT_EQ(call.query("channels"), "all");
  EXPECT_EQ(call.query("empty"), "");
  EXPECT_EQ(call.query("chan"), "");
  request.target = "/things/7";
  EXPECT_EQ(call.query("channel"), "");
}

TEST(AdminRoutes, AreWellFormed) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Route& route : admin_routes()) {
    EXPECT_TRUE(seen.emplace(route.method, route.path).second) << route.path << " twice";
    EXPECT_NE(route.answer, nullptr) << route.path;
    const FoundRoute found = find_route(admin_routes(), route.method, route.path);
    EXPECT_EQ(found.route, &route) << route.path << " is hidden by an earlier one";
    const bool api = route.path.starts_with("/api/v1/");
    EXPECT_EQ(api, route.role != Role::anyone) << route.path << " is open to anyone";
  }
}

}  // namespace
}  // namespace crosstown
