#include "daemon/config/url.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

std::string mistake(const std::optional<UrlMistake>& found) { return found ? found->text : ""; }

TEST(PublicUrl, IsABaseForPaths) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"https://311.riverbend.example", ""},
      {"https://311.riverbend.example:8443", ""},
      {"https://[2001:db8::1]:443", ""},
      {"https://192.0.2.1", ""},
      {"http://localhost:8311", ""},
      {"http://127.0.0.1:8311", ""},
      {"http://[::1]:8311", ""},
      {"http://192.0.2.1", "it must begin with https://; http:// is for localhost only"},
      {"ftp://311.riverbend.example", "it must begin with https://"},
      {"311.riverbend.example", "\"://\" is missing"},
      {"://x", "\"://\" is missing"},
      {"https://", "the host is missing"},
      {"https://:443", "the host is missing"},
      {"https://311.riverbend.example/", "it must not end with \"/\""},
      {"https://311.riverbend.example/hooks", "it must have no path"},
      {"https://311.riverbend.example?x=1", "it must have no query (\"?\")"},
      {"https://311.riverbend.example#top", "it must have no fragment (\"#\")"},
      {"https://user@311.riverbend.example", "it must have no user or password"},
      {"https://user:hidden@311.riverbend.example", "it must have no user or password"},
      {"https://311.riverbend.example:0", "the port must be from 1 to 65535"},
      {"https://311.riverbend.example:65536", "the port must be from 1 to 65535"},
      {"https://311.riverbend.example:", "the port must be from 1 to 65535"},
      {"https://311 riverbend.example", "there is a space in it"},
      {"https://311..example", "the host is not a name or an address"},
      {"https://rié.example", "the host is not a name or an address"},
      {"https://[::1", "the \"[\" of the host is not closed"},
      {"https://[x]", "\"[…]\" must hold an IPv6 address"},
      {"https://[127.0.0.1]", "\"[…]\" must hold an IPv6 address"},
      {"https://[::1]443", "the port must be from 1 to 65535"},
  };
  for (const auto& [url, expected] : cases)
    EXPECT_EQ(mistake(mistake_in_public_url(url)), expected) << url;
}

struct RedisCase {
  std::string_view url;
  StoreSettings::Kind kind;
  std::string host;
  int port;
  bool tls;
  std::string user;
  std::string password;
  int database;
  std::string path;
};

TEST(RedisUrl, IsTakenApart) {
  using Kind = StoreSettings::Kind;
  const RedisCase cases[] = {
      {"embedded", Kind::embedded, "", 6379, false, "", "", 0, ""},
      {"redis://redis.example.org", Kind::tcp, "redis.example.org", 6379, false, "", "", 0, ""},
      {"redis://redis.example.org/", Kind::tcp, "redis.example.org", 6379, false, "", "", 0, ""},
      {"redis://redis.example.org:7000/2", Kind::tcp, "redis.example.org", 7000, false, "", "", 2,
       ""},
      {"rediss://u:p@redis.example.org:6380", Kind::tcp, "redis.example.org", 6380, true, "u", "p",
       0, ""},
      {"redis://:p%40ss%2Fword@127.0.0.1", Kind::tcp, "127.0.0.1", 6379, false, "", "p@ss/word", 0,
       ""},
      {"redis://u:a:b@[::1]:1", Kind::tcp, "::1", 1, false, "u", "a:b", 0, ""},
      {"REDIS://h", Kind::tcp, "h", 6379, false, "", "", 0, ""},
      {"redis+unix:///run/redis/redis.sock", Kind::unix_socket, "", 6379, false, "", "", 0,
       "/run/redis/redis.sock"},
      {"redis+unix://u:p@/run/r.sock", Kind::unix_socket, "", 6379, false, "u", "p", 0,
       "/run/r.sock"},
  };
  for (const RedisCase& c : cases) {
    StoreSettings settings;
    EXPECT_EQ(mistake(read_redis_url(c.url, settings)), "") << c.url;
    EXPECT_EQ(settings.kind, c.kind) << c.url;
    EXPECT_EQ(settings.host, c.host) << c.url;
    EXPECT_EQ(settings.port, c.port) << c.url;
    EXPECT_EQ(settings.tls, c.tls) << c.url;
    EXPECT_EQ(settings.user, c.user) << c.url;
    EXPECT_EQ(settings.password, c.password) << c.url;
    EXPECT_EQ(settings.database, c.database) << c.url;
    EXPECT_EQ(settings.path, c.path) << c.url;
  }
}

TEST(RedisUrl, SeveralNodes) {
  using Kind = StoreSettings::Kind;
  struct NodesCase {
    std::string url;
    Kind kind;
    std::vector<RedisNode> nodes;
    bool tls;
    std::string user, password, master;
    int database;
  };
  const NodesCase cases[] = {
      {"redis+sentinel://a,b:1,[::1]:2/city",
       Kind::sentinel,
       {{"a", 26379}, {"b", 1}, {"::1", 2}},
       false,
       "",
       "",
       "city",
       0},
      {"rediss+sentinel://u:p%40@a/city/3",
       Kind::sentinel,
       {{"a", 26379}},
       true,
       "u",
       "p@",
       "city",
       3},
      {"redis+cluster://10.0.0.1,10.0.0.2:7000",
       Kind::cluster,
       {{"10.0.0.1", 6379}, {"10.0.0.2", 7000}},
       false,
       "",
       "",
       "",
       0},
      {"REDISS+CLUSTER://:secret@a/", Kind::cluster, {{"a", 6379}}, true, "", "secret", "", 0},
  };
  for (const NodesCase& c : cases) {
    StoreSettings settings;
    EXPECT_EQ(mistake(read_redis_url(c.url, settings)), "") << c.url;
    EXPECT_EQ(settings.kind, c.kind) << c.url;
    EXPECT_EQ(settings.nodes, c.nodes) << c.url;
    EXPECT_EQ(settings.tls, c.tls) << c.url;
    EXPECT_EQ(settings.user, c.user) << c.url;
    EXPECT_EQ(settings.password, c.password) << c.url;
    EXPECT_EQ(settings.master_name, c.master) << c.url;
    EXPECT_EQ(settings.database, c.database) << c.url;
  }
}

TEST(RedisUrl, MistakesNeverRepeatIt) {
  const std::string kinds =
      "it must be embedded, redis://…, rediss://…, redis+unix:///…, redis+sentinel://… or "
      "redis+cluster://…";
  const std::pair<std::string, std::string> cases[] = {
      {"", kinds},
      {"Embedded", kinds},
      {"localhost:6379", kinds},
      {"redis+cluster+tls://u:hidden@h", kinds},
      {"redis+cluster://u:hidden@", "a host is missing"},
      {"redis+cluster://u:hidden@a,,b", "a host is missing"},
      {"redis+cluster://u:hidden@a/1",
       "a cluster has one database: nothing may stand behind the hosts"},
      {"redis+sentinel://u:hidden@a/",
       "behind the sentinels the name of their master must stand: "
       "redis+sentinel://host:26379/mymaster"},
      {"redis+sentinel://u:hidden@a:x/m", "the port must be from 1 to 65535"},
      {"redis+sentinel://u:hidden@a/m/x",
       "behind the host only the number of a database may stand: redis://host:6379/0"},
      {"redis://", "the host is missing"},
      {"redis://u:hidden@", "the host is missing"},
      {"redis://h/x",
       "behind the host only the number of a database may stand: redis://host:6379/0"},
      {"redis://h/1/2",
       "behind the host only the number of a database may stand: redis://host:6379/0"},
      {"redis://h?db=1", "it must have no query (\"?\")"},
      {"redis://u:%zz@h", "the password has a \"%\" that encodes nothing"},
      {"redis://%4@h", "the user has a \"%\" that encodes nothing"},
      {"redis+unix://run/redis.sock",
       "the socket must be an absolute path: redis+unix:///run/redis/redis.sock"},
      {"redis+unix:///", "the socket must be an absolute path: redis+unix:///run/redis/redis.sock"},
      {"redis+unix:///" + std::string(200, 'x'), "a unix socket's path has at most 107 bytes"},
  };
  for (const auto& [url, expected] : cases) {
    StoreSettings settings;
    EXPECT_EQ(mistake(read_redis_url(url, settings)), expected) << url;
  }
}

}  // namespace
}  // namespace crosstown
