#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ctime>

#include "tests/daemon/http/test_client.h"
#include "tests/daemon/http/test_server.h"

namespace crosstown::http {
namespace {

using std::chrono::milliseconds;
const std::string request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

HttpSettings impatient() {
  auto settings = TestServer::quick();
  settings.slow_request = milliseconds(150);
  settings.idle_timeout = milliseconds(150);
  settings.write_stall = milliseconds(150);
  settings.linger = milliseconds(150);
  return settings;
}

TEST(Limits, SlowRequestsAreToldAndClosed) {
  TestServer server(impatient());
  for (const std::string bytes :
       {"G", "GET /a HTTP/1.1\r\nHost: a\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\nab",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
    TestClient client(server.port());
    client.send(bytes);
    EXPECT_EQ(client.read_answer().status, 408) << bytes;
    EXPECT_EQ(client.read_all(), "");
  }
  EXPECT_EQ(server.handler().refused_statuses(), (std::vector<int>{408, 408, 408, 408, 408}));
}

TEST(Limits, DrippingDoesNotHelp) {
  auto settings = impatient();
  settings.min_body_rate = 1 << 20;
  TestServer server(settings);
  TestClient client(server.port());
  client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n");
  while (client.silent_for(5) && client.send("x")) {
  }
  EXPECT_EQ(client.read_answer().status, 408);
}

TEST(Limits, ASteadyLargeBodyMayTakeLonger) {
  auto settings = impatient();
  settings.min_body_rate = 1000;
  TestServer server(settings);
  TestClient client(server.port());
  client.send("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n");
  client.send(std::string(3999, 'x'));  // earns four seconds
  EXPECT_TRUE(client.silent_for(500));
  client.send("x");
  EXPECT_EQ(client.read_answer().body, "4000");
}

TEST(Limits, IdleConnectionsCloseSilently) {
  TestServer server(impatient());
  TestClient fresh(server.port());
  EXPECT_EQ(fresh.read_all(), "");
  TestClient used(server.port());
  used.send(request);
  EXPECT_EQ(used.read_answer().status, 200);
  EXPECT_EQ(used.read_all(), "");
  EXPECT_TRUE(server.handler().refusals().empty());
}

TEST(Limits, AHandlerMayTakeItsTime) {
  TestServer server(impatient());
  TestClient client(server.port());
  client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.silent_for(500));
  server.handler().release();
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST(Limits, WhoDoesNotReadIsClosed) {
  TestServer server(impatient());
  auto client = TestClient::unconnected();
  client.read_little_at_a_time();
  client.connect(server.port());
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server.server().connections() == 1; }));
  EXPECT_TRUE(eventually([&] { return server.server().connections() == 0; }));
}

TEST(Limits, WhoReadsSlowlyGetsItAll) {
  TestServer server;
  auto client = TestClient::unconnected();
  client.read_little_at_a_time();
  client.connect(server.port());
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n" + request);
  EXPECT_EQ(client.read_answer().body.size(), 8U << 20);
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST(Limits, NoRoomIsSaid) {
  auto settings = TestServer::quick();
  settings.max_connections = 2;
  TestServer server(settings);
  TestClient second(server.port());
  {
    TestClient first(server.port());
    for (auto* client : {&first, &second}) {
      client->send(request);
      EXPECT_EQ(client->read_answer().status, 200);
    }
    TestClient third(server.port());
    const auto answer = third.read_answer();
    EXPECT_EQ(answer.status, 503);
    EXPECT_NE(answer.head.find("Retry-After: 5\r\n"), std::string::npos);
    EXPECT_NE(answer.head.find("Connection: close\r\n"), std::string::npos);
    EXPECT_EQ(third.read_all(), "");
    EXPECT_EQ(server.handler().turned_away_count, 1);
    EXPECT_TRUE(server.handler().refusals().empty()) << "a connection is not a request";
  }
  ASSERT_TRUE(eventually([&] { return server.server().connections() == 1; }));
  TestClient again(server.port());
  again.send(request);
  EXPECT_EQ(again.read_answer().status, 200);
}

TEST(Limits, OutOfDescriptorsIsSurvived) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizers need descriptors themselves";
#endif
  TestServer server;
  (void)exchange(server.port(), request);  // whatever opens late is open
  ASSERT_TRUE(eventually([&] { return server.server().connections() == 0; }));
  auto client = TestClient::unconnected();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const int next = ::dup(0);
  ::close(next);
  rlimit none_free = before;
  none_free.rlim_cur = static_cast<rlim_t>(next);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none_free), 0);
  client.connect(server.port());
  client.send(request);
  const auto before_wait = std::clock();
  EXPECT_TRUE(client.silent_for(300));
  EXPECT_LT(std::clock() - before_wait, CLOCKS_PER_SEC / 5) << "it tries again without a pause";
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(client.read_answer().status, 200);
}

}  // namespace
}  // namespace crosstown::http
