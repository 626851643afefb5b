#include <gtest/gtest.h>

#include "tests/daemon/http/test_client.h"
#include "tests/daemon/http/test_server.h"

namespace crosstown::http {
namespace {

using std::chrono::milliseconds;
const std::string request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string waiting_request = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Stop, IdleConnectionsCloseAndNoneAreAccepted) {
  auto listener = ListeningSocket::open("127.0.0.1:0");
  TestServer server(TestServer::quick(), std::move(listener), nullptr);
  TestClient idle(server.port());
  idle.send(request);
  EXPECT_EQ(idle.read_answer().status, 200);
  server.server().stop();
  EXPECT_EQ(idle.read_all(), "");
  idle.finish_sending();
  EXPECT_TRUE(server.server().wait_until_gone(milliseconds(10'000)));
}

TEST(Stop, ARequestUnderWayIsAnswered) {
  TestServer server;
  TestClient client(server.port());
  client.send(waiting_request);
  server.handler().waiting.get_future().wait();
  server.server().stop();
  EXPECT_FALSE(server.server().wait_until_gone(milliseconds(50)));
  server.handler().release();
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.head.find("Connection: close\r\n"), std::string::npos);
  EXPECT_EQ(client.read_all(), "");
}

TEST(Stop, ARequestThatIsHalfReceivedIsAnswered) {
  TestServer server;
  TestClient client(server.port());
  client.send("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.read_answer(true).status, 100);
  server.server().stop();
  client.send("abc");
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.body, "POST /a abc");
  EXPECT_NE(answer.head.find("Connection: close\r\n"), std::string::npos);
}

TEST(Stop, AFreshConnectionGetsItsFirstAnswer) {
  TestServer server;
  TestClient client(server.port());
  ASSERT_TRUE(eventually([&] { return server.server().connections() == 1; }));
  server.server().stop();
  client.send(request);
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST(Stop, AFreshConnectionThatAsksNothingIsNotWaitedForLong) {
  TestServer server;
  TestClient client(server.port());
  ASSERT_TRUE(eventually([&] { return server.server().connections() == 1; }));
  server.server().stop();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(server.server().wait_until_gone(milliseconds(10'000)));
}

TEST(Stop, AfterTheGraceTheSocketIsClosed) {
  auto settings = TestServer::quick();
  settings.stop_grace = milliseconds(100);
  TestServer server(settings);
  TestClient client(server.port());
  client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab");
  ASSERT_TRUE(eventually([&] { return server.handler().asked == 1; }));
  server.server().stop();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(server.server().wait_until_gone(milliseconds(10'000)));
}

TEST(Stop, AHandlerIsNeverInterrupted) {
  TestServer server;
  TestClient client(server.port());
  client.send(waiting_request);
  server.handler().waiting.get_future().wait();
  server.server().abort();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_FALSE(server.server().wait_until_gone(milliseconds(50)));
  server.handler().release();
  EXPECT_TRUE(server.server().wait_until_gone(milliseconds(10'000)));
}

TEST(Stop, MayBeAskedTwice) {
  TestServer server;
  server.server().stop();
  server.server().stop();
  EXPECT_TRUE(server.server().wait_until_gone(milliseconds(10'000)));
}

}  // namespace
}  // namespace crosstown::http
