#include <gtest/gtest.h>

#include <filesystem>

#include "tests/daemon/http/test_certificate.h"
#include "tests/daemon/http/test_client.h"
#include "tests/daemon/http/test_server.h"

namespace crosstown::http {
namespace {

std::string sample(std::size_t size) {
  std::string body(size, '\0');
  std::uint32_t state = 1;
  for (auto& c : body) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return body;
}

std::string sized(const std::string& target, const std::string& body) {
  return "POST " + target +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

std::string chunked(const std::string& target, std::string_view body, std::size_t piece) {
  std::string bytes =
      "POST " + target + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  char size[16];
  for (; !body.empty(); body.remove_prefix(std::min(piece, body.size()))) {
    std::snprintf(size, sizeof size, "%zx\r\n", std::min(piece, body.size()));
    bytes += size;
    bytes += body.substr(0, piece);
    bytes += "\r\n";
  }
  return bytes + "0\r\n\r\n";
}

// Around every size where another way of receiving begins.
const std::size_t sizes[] = {1,      4000,    4096,    8000,    16'000,  16'384,   16'385,
                             65'536, 262'143, 262'144, 262'145, 524'288, 1'000'000};

TEST(Bodies, OfEverySizeArriveAndLeaveTheConnectionUsable) {
  TestServer server;
  TestClient client(server.port());
  for (const auto size : sizes) {
    const auto body = sample(size);
    client.send(sized("/a", body));
    EXPECT_TRUE(client.read_answer().body == "POST /a " + body) << size;
    for (const std::size_t piece : {std::size_t{777}, size}) {
      client.send(chunked("/b", body, piece));
      EXPECT_TRUE(client.read_answer().body == "POST /b " + body) << size << " by " << piece;
    }
  }
}

TEST(Bodies, NextRequestRightBehind) {
  TestServer server;
  for (const auto size : sizes) {
    const auto body = sample(size);
    TestClient client(server.port());
    client.send(sized("/size", body) + chunked("/size", body, 5000) + sized("/size", "abc"));
    EXPECT_EQ(client.read_answer().body, std::to_string(size));
    EXPECT_EQ(client.read_answer().body, std::to_string(size));
    EXPECT_EQ(client.read_answer().body, "3");
  }
}

TEST(Bodies, LargeOnesLieInAFileWithoutAName) {
  const TestFolder folder;
  auto settings = TestServer::quick();
  settings.temp_directory = folder.path();
  TestServer server(settings);
  const auto body = sample(10'000'000);
  TestClient client(server.port());
  client.send(sized("/a", body));
  EXPECT_TRUE(client.read_answer().body == "POST /a " + body);
  client.send(chunked("/a", body, 100'000));
  EXPECT_TRUE(client.read_answer().body == "POST /a " + body);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Bodies, DiskThatCannotBeWrittenIsSaid) {
  auto settings = TestServer::quick();
  settings.temp_directory = "/nonexistent";
  TestServer server(settings);
  for (const auto& bytes : {sized("/a", sample(300'000)), chunked("/a", sample(300'000), 1000)}) {
    TestClient client(server.port());
    client.send(bytes);
    const auto answer = client.read_answer();
    EXPECT_EQ(answer.status, 503);
    EXPECT_NE(answer.head.find("Retry-After"), std::string::npos);
  }
  const auto small = exchange(server.port(), sized("/size", sample(200'000)));
  EXPECT_EQ(statuses(small), std::vector<int>{200});
}

TEST(Bodies, ARefusedLargeBodyDoesNotDrownTheAnswer) {
  TestServer server;
  const std::string body(30'000'000, 'x');  // more than the kernel holds
  TestClient client(server.port());
  // All of it before reading: a server that closed at once would reset this.
  EXPECT_TRUE(client.send(sized("/max/1000", body)));
  EXPECT_EQ(client.read_answer().status, 413);
}

TEST(Bodies, ManySmallChunks) {
  TestServer server;
  const auto body = sample(200'000);
  TestClient client(server.port());
  client.send(chunked("/a", body, 1));
  EXPECT_TRUE(client.read_answer().body == "POST /a " + body);
}

}  // namespace
}  // namespace crosstown::http
