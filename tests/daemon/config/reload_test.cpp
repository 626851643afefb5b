#include <gmock/gmock.h>

#include "tests/daemon/config/city_folder.h"

namespace crosstown {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Reload : public CityFolder {
 protected:
  std::vector<std::string> blockers(std::string_view from, std::string_view to) {
    const auto running = load(city_with(from));
    EXPECT_TRUE(running) << from << (running ? "" : problems().front());
    const auto wanted = load(city_with(to));
    EXPECT_TRUE(wanted) << to << (wanted ? "" : problems().front());
    std::vector<std::string> out;
    if (!running || !wanted) return out;
    for (const config::Problem& blocker : reload_blockers(*running, *wanted)) {
      out.push_back(short_text(to_text(blocker)));
    }
    return out;
  }
};

TEST_F(Reload, RestartKeysBlockByName) {
  folder_.write("a", "one");
  folder_.write("b", "two");
  struct Case {
    std::string_view from;
    std::string_view to;
    std::string expected;
  };
  const Case cases[] = {
      {"", "threads: 4\n", ":1:1: threads needs a restart: it is \"auto\" and would be \"4\""},
      {"threads: 4\n", "", ": threads needs a restart: it is \"4\" and would be \"auto\""},
      {"", "listen: { public: { address: \"127.0.0.1:1\" } }\n",
       ":1:21: listen.public.address needs a restart: it is \"0.0.0.0:8311\" and would be "
       "\"127.0.0.1:1\""},
      {"", "listen:\n  admin: { address: \"127.0.0.1:1\" }\n",
       ":2:12: listen.admin.address needs a restart: it is \"127.0.0.1:8312\" and would be "
       "\"127.0.0.1:1\""},
      {"", "limits: { lane: 64 }\n",
       ":1:11: limits.lane needs a restart: it is \"16384\" and would be \"64\""},
      {"", "store: { redis: \"redis://h\" }\n",
       ":1:10: store.redis needs a restart: it is \"embedded\" and would be \"redis://h:6379/0\""},
      {"store: { redis: \"redis://[::1]\" }\n", "store: { redis: \"rediss://[::1]:1/2\" }\n",
       ":1:10: store.redis needs a restart: it is \"redis://[::1]:6379/0\" and would be "
       "\"rediss://[::1]:1/2\""},
      {"store: { redis: { url: \"redis://h\", password: { file: a } } }\n",
       "store: { redis: { url: \"redis://h\", password: { file: b } } }\n",
       ":1:37: store.redis.password needs a restart: it changed"},
      {"store: { redis: \"redis://:one@h\" }\n", "store: { redis: \"redis://:two@h\" }\n",
       ":1:10: store.redis.password needs a restart: it changed"},
      {"store: { redis: \"redis+sentinel://a,b:1/m\" }\n",
       "store: { redis: \"rediss+sentinel://a,[::1]/m/1\" }\n",
       ":1:10: store.redis needs a restart: it is \"redis+sentinel://a:26379,b:1/m/0\" and would "
       "be "
       "\"rediss+sentinel://a:26379,[::1]:26379/m/1\""},
      {"store: { redis: \"redis+cluster://a\" }\n", "store: { redis: \"redis+cluster://b:1,c\" }\n",
       ":1:10: store.redis needs a restart: it is \"redis+cluster://a:6379\" and would be "
       "\"redis+cluster://b:1,c:6379\""},
      {"", "store: { partitions: 2 }\n",
       ":1:10: store.partitions needs a restart: it is \"1\" and would be \"2\""},
      {"", "content: { path: /srv/c }\n",
       ":1:12: content.path needs a restart: it is \"state/content\" and would be \"/srv/c\""},
  };
  for (const Case& c : cases)
    EXPECT_THAT(blockers(c.from, c.to), ElementsAre("city.yaml" + c.expected)) << c.to;
}

TEST_F(Reload, AnotherStateFolderMovesEverythingInIt) {
  // state, control, spool, content, quarantine
  EXPECT_EQ(blockers("", "state: other\n").size(), 5u);
}

TEST_F(Reload, LiveKeysDoNotBlock) {
  EXPECT_THAT(blockers("", R"(
city: { name: Other, timezone: Etc/UTC, languages: [en, es], phone_region: MX }
listen: { admin: { hosts: [console.riverbend.example] } }
limits: { body_size: 1MiB, accept_timeout: 1s }
log: { level: debug }
channels:
  other: { adapter: webhook, medium: app, secret: { file: kiosk }, seen_window: 1h }
access: [{ name: a, role: admin, token: { file: token } }]
queues: { other: { name: { en: Other, es: Otro } } }
routes: [{ name: x, then: { queue: other } }]
)"),
              IsEmpty());
  EXPECT_THAT(blockers("threads: 2\n", "threads: 2\n"), IsEmpty());
}

TEST_F(Reload, NamesWhatIsGone) {
  const auto running = load(city_with(""));
  const auto wanted = load(city_with(
      "channels: { walk-in: { adapter: webhook, medium: app, secret: { file: kiosk } } }\n"
      "queues: { front-desk: { name: { en: Front desk } }, trees: { name: { en: Trees } } }\n"));
  ASSERT_TRUE(running);
  ASSERT_TRUE(wanted);
  EXPECT_THAT(removed_queues(*running, *wanted), ElementsAre("parks"));
  EXPECT_THAT(removed_queues(*running, *running), IsEmpty());
}

TEST_F(Reload, AChannelStaysWhileItsQuarantineHoldsRequests) {
  const auto running = load(city_with(""));
  const auto wanted = load(city_with(
      "channels: { walk-in: { adapter: webhook, medium: app, secret: { file: kiosk } } }\n"));
  ASSERT_TRUE(running);
  ASSERT_TRUE(wanted);
  const auto blockers = channel_blockers(*running, *wanted, {{"kiosk", 2}, {"walk-in", 1}});
  ASSERT_EQ(blockers.size(), 1u);
  EXPECT_EQ(short_text(to_text(blockers.front())),
            "city.yaml:1:1: channel \"kiosk\" cannot be removed: 2 of its requests wait in "
            "quarantine; release or drop them first");
  EXPECT_THAT(channel_blockers(*running, *wanted, {{"kiosk", 0}}), IsEmpty());
  EXPECT_THAT(channel_blockers(*running, *wanted, {}), IsEmpty());
  EXPECT_THAT(channel_blockers(*running, *running, {{"kiosk", 2}}), IsEmpty());
}

}  // namespace
}  // namespace crosstown
