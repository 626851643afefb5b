// What all connections may hold together.
#include <gtest/gtest.h>

#include "tests/daemon/http/test_client.h"
#include "tests/daemon/http/test_server.h"

namespace crosstown::http {
namespace {

constexpr std::uint64_t kib = 1024;

std::string post(std::size_t announced, std::size_t sent) {
  return "POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(announced) +
         "\r\n\r\n" + std::string(sent, 'x');
}

HttpSettings budgets(std::uint64_t memory, std::uint64_t files) {
  auto settings = TestServer::quick();
  settings.memory_budget = memory;
  settings.file_budget = files;
  return settings;
}

void expect_no_room(TestServer& server, const std::string& request) {
  TestClient client(server.port());
  client.send(request);
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(answer.head.find("Retry-After: 5\r\n"), std::string::npos);
  client.finish_sending();
  EXPECT_EQ(client.read_all(), "");
}

TEST(Budgets, MemoryIsSharedByAll) {
  TestServer server(budgets(32 * kib, 0));
  {
    TestClient holder(server.port());
    holder.send(post(100'000, 20'000));
    ASSERT_TRUE(eventually([&] { return server.server().held().memory == 32 * kib; }));
    expect_no_room(server, post(20'000, 20'000));
    EXPECT_EQ(server.handler().refused_statuses(), std::vector<int>{503});
    EXPECT_EQ(statuses(exchange(server.port(), post(100, 100))), std::vector<int>{200})
        << "what a connection has room for by itself is taken";
  }
  ASSERT_TRUE(eventually([&] { return server.server().held().memory == 0; }));
  const auto answers = exchange(server.port(), post(20'000, 20'000));
  ASSERT_EQ(statuses(answers), std::vector<int>{200});
  EXPECT_EQ(answers[0].body, "20000");
}

TEST(Budgets, AnAnnouncedLengthHoldsNothing) {
  TestServer server(budgets(32 * kib, 0));
  TestClient silent(server.port());
  silent.send(post(30'000, 1));
  ASSERT_TRUE(eventually([&] { return server.server().held().memory > 0; }));
  EXPECT_EQ(server.server().held().memory, 16 * kib);
}

TEST(Budgets, FilesAreSharedByAll) {
  auto settings = budgets(1024 * kib, 100'000);
  settings.memory_body = 4 * kib;
  TestServer server(settings);
  TestClient holder(server.port());
  holder.send(post(90'000, 80'000));
  ASSERT_TRUE(eventually([&] { return server.server().held().files > 70'000; }));
  expect_no_room(server, post(60'000, 60'000));
  holder.send(std::string(10'000, 'x'));
  EXPECT_EQ(holder.read_answer().body, "90000");
  ASSERT_TRUE(eventually([&] { return server.server().held().files == 0; }));
  EXPECT_EQ(statuses(exchange(server.port(), post(60'000, 60'000))), std::vector<int>{200});
}

TEST(Budgets, WhenMemoryIsShortTheFileTakesMore) {
  TestServer server(budgets(16 * kib, 1024 * kib));
  const auto answers = exchange(server.port(), post(100'000, 100'000));
  ASSERT_EQ(statuses(answers), std::vector<int>{200});
  EXPECT_EQ(answers[0].body, "100000");
}

TEST(Budgets, LongHeadsAndChunksCountToo) {
  TestServer server(budgets(0, 0));
  expect_no_room(server, "GET /a HTTP/1.1\r\nHost: a\r\nX: " + std::string(6000, 'x') + "\r\n\r\n");
  expect_no_room(server,
                 "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
  expect_no_room(server, post(10'000, 10'000));
}

}  // namespace
}  // namespace crosstown::http
