#include "daemon/http/listener.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/daemon/http/test_certificate.h"
#include "tests/daemon/http/test_client.h"
#include "tests/daemon/http/test_server.h"

namespace crosstown::http {
namespace {

const std::string request = "GET /peer HTTP/1.1\r\nHost: a\r\n\r\n";

std::string refusal(const std::string& address) {
  try {
    (void)ListeningSocket::open(address);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST(Listener, TellsWhereItListens) {
  const auto v4 = ListeningSocket::open("127.0.0.1:0");
  EXPECT_GT(v4.port(), 0);
  EXPECT_EQ(v4.local_address(), "127.0.0.1:" + std::to_string(v4.port()));
  const auto v6 = ListeningSocket::open("[::1]:0");
  EXPECT_EQ(v6.local_address(), "[::1]:" + std::to_string(v6.port()));
}

TEST(Listener, NamesTheAddressThatIsWrong) {
  for (const std::string bad : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000",
                                "localhost:80", "[::1]80", "unix:", "unix:/nonexistent/a.sock"})
    EXPECT_NE(refusal(bad).find("cannot listen on " + bad), std::string::npos) << bad;
  const auto taken = ListeningSocket::open("127.0.0.1:0");
  EXPECT_NE(refusal(taken.local_address()).find("in use"), std::string::npos);
}

TEST(Listener, BothFamiliesOnOneSocket) {
  TestServer server(TestServer::quick(), nullptr, "[::]:0");
  EXPECT_EQ(exchange(server.port(), request).at(0).body, "127.0.0.1 open http://a");
}

TEST(Listener, UnixSocketTellsTheUser) {
  const TestFolder folder;
  const auto path = folder.file("admin.sock");
  TestServer server(TestServer::quick(), nullptr, "unix:" + path);
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0660U);
  TestClient client(path);
  client.send(request);
  EXPECT_EQ(client.read_answer().body, " open uid " + std::to_string(::getuid()) + " http://a");
}

TEST(Listener, UnixSocketMode) {
  const TestFolder folder;
  ListenOptions options;
  options.mode = 0600;
  const auto socket = ListeningSocket::open("unix:" + folder.file("s"), options);
  struct stat info {};
  ASSERT_EQ(::stat(folder.file("s").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST(Listener, StaleUnixSocketIsReplacedAndALivingOneIsNot) {
  const TestFolder folder;
  const auto path = folder.file("s");
  const auto address = "unix:" + path;
  {
    const auto living = ListeningSocket::open(address);
    EXPECT_NE(refusal(address).find("another process answers"), std::string::npos);
    std::filesystem::rename(path, path + ".moved");  // so that it stays behind
  }
  std::filesystem::rename(path + ".moved", path);
  ASSERT_TRUE(std::filesystem::exists(path));
  EXPECT_EQ(refusal(address), "");
  EXPECT_FALSE(std::filesystem::exists(path));  // cleaned up by the socket that was opened
}

TEST(Listener, AFileIsNeverReplaced) {
  const TestFolder folder;
  std::ofstream(folder.file("s")) << "precious";
  EXPECT_NE(refusal("unix:" + folder.file("s")), "");
  EXPECT_TRUE(std::filesystem::exists(folder.file("s")));
}

TEST(Listener, AdoptsAnInheritedDescriptor) {
  const auto systemds = ListeningSocket::open("127.0.0.1:0");
  const int inherited = systemds.duplicate();
  ::fcntl(inherited, F_SETFL, 0);  // blocking, as systemd hands it over
  TestServer server(TestServer::quick(), ListeningSocket::adopt(inherited), nullptr);
  EXPECT_EQ(server.port(), systemds.port());
  EXPECT_EQ(statuses(exchange(server.port(), request)), std::vector<int>{200});
}

TEST(Listener, AdoptsOnlyAListeningSocket) {
  const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_THROW((void)ListeningSocket::adopt(file), std::runtime_error);
  ::close(file);
}

// Two daemons in turn on one inherited socket: who waits in its queue is served by the second.
TEST(Listener, NobodyInTheQueueIsResetByAStop) {
  const auto systemds = ListeningSocket::open("127.0.0.1:0");
  { TestServer first(TestServer::quick(), ListeningSocket::adopt(systemds.duplicate()), nullptr); }
  TestClient waiting(systemds.port());
  waiting.send(request);
  TestServer second(TestServer::quick(), ListeningSocket::adopt(systemds.duplicate()), nullptr);
  EXPECT_EQ(waiting.read_answer().status, 200);
}

}  // namespace
}  // namespace crosstown::http
