#include "daemon/door.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/captured_log.h"

namespace crosstown {
namespace {

using testing::HasSubstr;

class PlainDoor final : public Door {
 public:
  using Door::Door;
  http::BodyRule before_body(const HttpRequest&, const http::Peer&) override { return {}; }
  boost::asio::awaitable<http::Response> handle(const HttpRequest&, const http::Peer&) override {
    co_return http::Response{};
  }
};

TEST(Door, CountsByNameAndStatus) {
  Metrics metrics;
  PlainDoor admin("admin", metrics);
  PlainDoor open("public", metrics);
  admin.refused(404, "");
  open.refused(404, "");
  open.refused(404, "");
  open.refused(413, "");
  open.turned_away();
  const std::string text = metrics.text({});
  EXPECT_THAT(text, HasSubstr("crosstown_http_refused_total{door=\"admin\",status=\"404\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crosstown_http_refused_total{door=\"public\",status=\"404\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("crosstown_http_refused_total{door=\"public\",status=\"413\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("crosstown_http_turned_away_total{door=\"admin\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("crosstown_http_turned_away_total{door=\"public\"} 1\n"));
}

TEST(Door, ABugHasALine) {
  Metrics metrics;
  PlainDoor open("public", metrics);
  const CapturedLog log;
  open.refused(404, "no such page");
  EXPECT_EQ(log.text(), "");
  open.refused(500, "map::at");
  EXPECT_THAT(log.text(), HasSubstr("event=internal_error door=public error=\"map::at\""));
}

}  // namespace
}  // namespace crosstown
