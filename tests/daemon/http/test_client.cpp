#include "tests/daemon/http/test_client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace crosstown::http {
namespace {

int new_socket(int family) {
  const int socket = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{20, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const int on = 1;
  if (family == AF_INET) ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

std::string without_date(std::string head) {
  const auto at = head.find("Date: ");
  if (at != std::string::npos) head.erase(at, head.find("\r\n", at) + 2 - at);
  return head;
}

// Takes one answer off the front; status 0 when there is none whole.
Answer take_answer(std::string& bytes, bool to_head) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string::npos || bytes.size() < 12) return {};
  Answer answer;
  answer.head = bytes.substr(0, end + 4);
  std::size_t size = 0;
  const auto length = answer.head.find("Content-Length: ");
  if (length != std::string::npos && !to_head)
    size = std::strtoul(answer.head.c_str() + length + 16, nullptr, 10);
  if (bytes.size() < end + 4 + size) return {};
  answer.body = bytes.substr(end + 4, size);
  answer.status = std::atoi(answer.head.c_str() + 9);
  answer.head = without_date(std::move(answer.head));
  bytes.erase(0, end + 4 + size);
  return answer;
}

}  // namespace

TestClient::TestClient(int port) : socket_(new_socket(AF_INET)) { connect(port); }

TestClient::TestClient(const std::string& unix_path) : socket_(new_socket(AF_UNIX)) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  unix_path.copy(name.sun_path, sizeof name.sun_path - 1);
  EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&name), sizeof name), 0) << unix_path;
}

TestClient TestClient::unconnected() {
  TestClient client;
  client.socket_ = new_socket(AF_INET);
  return client;
}

void TestClient::connect(int port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
}

TestClient::~TestClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool TestClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void TestClient::finish_sending() { ::shutdown(socket_, SHUT_WR); }

bool TestClient::receive() {
  char buffer[64 * 1024];
  const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
  EXPECT_FALSE(size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) << "nothing came";
  if (size <= 0) return false;
  received_.append(buffer, static_cast<std::size_t>(size));
  return true;
}

Answer TestClient::read_answer(bool to_head) {
  for (;;) {
    if (auto answer = take_answer(received_, to_head); answer.status != 0) return answer;
    if (!receive()) return {};
  }
}

std::string TestClient::read_all() {
  while (receive()) {
  }
  return std::exchange(received_, {});
}

bool TestClient::silent_for(int milliseconds) {
  pollfd waiting{socket_, POLLIN, 0};
  return ::poll(&waiting, 1, milliseconds) == 0;
}

void TestClient::read_little_at_a_time() {
  const int size = 4096;
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

std::vector<Answer> exchange(int port, std::string_view bytes) {
  TestClient client(port);
  client.send(bytes);
  client.finish_sending();
  auto all = client.read_all();
  std::vector<Answer> answers;
  while (!all.empty()) {
    answers.push_back(take_answer(all, bytes.starts_with("HEAD ")));
    if (answers.back().status == 0) break;
  }
  return answers;
}

std::vector<int> statuses(const std::vector<Answer>& answers) {
  std::vector<int> result;
  for (const auto& answer : answers) result.push_back(answer.status);
  return result;
}

bool eventually(bool (*condition)(void*), void* context) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < end) {
    if (condition(context)) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

}  // namespace crosstown::http
