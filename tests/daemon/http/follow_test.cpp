// Answers that go on after their head.
#include <gtest/gtest.h>

#include "tests/daemon/http/test_client.h"
#include "tests/daemon/http/test_server.h"

namespace crosstown::http {
namespace {

const std::string events = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Follow, ABodyComesInChunksAndTheConnectionStays) {
  TestServer server;
  TestClient client(server.port());
  client.send(events);
  const auto head = client.read_answer(true);
  EXPECT_NE(head.head.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_EQ(head.head.find("Content-Length"), std::string::npos);
  server.handler().release();
  client.send("GET /close HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string rest = client.read_all();
  EXPECT_TRUE(
      rest.starts_with("4\r\none\n\r\n4\r\ntwo\n\r\n4\r\nbye\n\r\n0\r\n\r\nHTTP/1.1 200 OK"))
      << rest;
}

TEST(Follow, AnOldClientReadsToTheEnd) {
  TestServer server;
  TestClient client(server.port());
  client.send("GET /events HTTP/1.0\r\n\r\n");
  const auto head = client.read_answer(true);
  EXPECT_NE(head.head.find("Connection: close\r\n"), std::string::npos);
  server.handler().release();
  EXPECT_EQ(client.read_all(), "one\ntwo\nbye\n");
}

TEST(Follow, HeadHasNoBody) {
  TestServer server;
  TestClient client(server.port());
  client.send("HEAD /events HTTP/1.1\r\nHost: a\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_answer(true).status, 200);
  EXPECT_EQ(client.read_answer().body, "GET /a ");
}

TEST(Follow, AStopWakesWhoeverGoesOn) {
  TestServer server;
  TestClient client(server.port());
  client.send(events);
  (void)client.read_answer(true);
  server.server().stop();
  EXPECT_TRUE(client.read_all().ends_with("4\r\nbye\n\r\n0\r\n\r\n"));
  EXPECT_TRUE(server.server().wait_until_gone(std::chrono::seconds(10)));
}

TEST(Follow, AnAbortCutsIt) {
  TestServer server;
  TestClient client(server.port());
  client.send(events);
  (void)client.read_answer(true);
  server.server().abort();
  EXPECT_FALSE(client.read_all().ends_with("0\r\n\r\n")) << "half of a body must not look whole";
  EXPECT_TRUE(server.server().wait_until_gone(std::chrono::seconds(10)));
}

TEST(Follow, ABugCutsItAndIsCounted) {
  TestServer server;
  TestClient client(server.port());
  client.send("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_answer(true).status, 200);
  EXPECT_EQ(client.read_all(), "");
  ASSERT_EQ(server.handler().refusals().size(), 1U);
  EXPECT_EQ(server.handler().refusals()[0].reason, "a bug in the middle");
}

TEST(Follow, AnotherProtocolTakesTheConnectionOver) {
  TestServer server;
  TestClient client(server.port());
  client.send(
      "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly ");
  const auto head = client.read_answer(true);
  EXPECT_EQ(head.status, 101);
  EXPECT_NE(head.head.find("Upgrade: echo\r\n"), std::string::npos);
  EXPECT_EQ(head.head.find("close"), std::string::npos);
  EXPECT_EQ(head.head.find("Content-Length"), std::string::npos);
  EXPECT_EQ(head.head.find("Transfer-Encoding"), std::string::npos);
  client.send("and late\n");
  EXPECT_EQ(client.read_all(), "early and late\n");
}

}  // namespace
}  // namespace crosstown::http
