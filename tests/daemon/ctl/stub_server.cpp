#include "tests/daemon/ctl/stub_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace crosstown::ctl {

// One accepted socket, with TLS or without.
struct StubServer::Connection {
  struct FreeTls {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  int descriptor = -1;
  std::unique_ptr<SSL, FreeTls> tls;

  Connection(int accepted, SSL_CTX* context) : descriptor(accepted) {
    if (!context) return;
    tls.reset(SSL_new(context));
    SSL_set_fd(tls.get(), descriptor);
  }
  ~Connection() {
    if (tls) SSL_shutdown(tls.get());
    ::close(descriptor);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool begin() { return !tls || SSL_accept(tls.get()) == 1; }
  int read(char* into, int size) {
    if (tls) return SSL_read(tls.get(), into, size);
    return static_cast<int>(::recv(descriptor, into, static_cast<std::size_t>(size), 0));
  }
  void write(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const int left = static_cast<int>(bytes.size() - sent);
      const auto size =
          tls ? SSL_write(tls.get(), bytes.data() + sent, left)
              : ::send(descriptor, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (size <= 0) return;
      sent += static_cast<std::size_t>(size);
    }
  }
};

std::string http_answer(int status, std::string_view body, std::string_view content_type) {
  return fmt::format("HTTP/1.1 {} Told\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}", status,
                     content_type, body.size(), body);
}

StubServer::StubServer(Kind kind) : kind_(kind), stop_(::eventfd(0, EFD_CLOEXEC)) {
  if (kind == Kind::tls) tls_ = self_signed_context();
  listen();
  thread_ = std::thread([this] { serve(); });
}

StubServer::~StubServer() {
  const std::uint64_t one = 1;
  if (::write(stop_, &one, sizeof one) != sizeof one) std::abort();
  thread_.join();
  ::close(listener_);
  ::close(stop_);
  if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

void StubServer::listen() {
  sockaddr_storage storage{};
  socklen_t size = 0;
  if (kind_ == Kind::unix_socket) {
    std::string pattern = (std::filesystem::temp_directory_path() / "ctl-test-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ + "/control.sock";
    auto* address = reinterpret_cast<sockaddr_un*>(&storage);
    address->sun_family = AF_UNIX;
    std::memcpy(address->sun_path, path_.c_str(), path_.size() + 1);
    size = sizeof *address;
  } else {
    auto* address = reinterpret_cast<sockaddr_in*>(&storage);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    size = sizeof *address;
  }
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  listener_ = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(listener_, address, size) != 0 || ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, address, &size) != 0) {
    throw std::runtime_error("the stub cannot listen");
  }
  if (kind_ != Kind::unix_socket) {
    port_ = ntohs(reinterpret_cast<sockaddr_in*>(&storage)->sin_port);
  }
}

bool StubServer::wait_for(int descriptor) const {
  std::array<pollfd, 2> descriptors = {{{stop_, POLLIN, 0}, {descriptor, POLLIN, 0}}};
  // Again after a signal: glibc sends one to every thread when a test changes its user.
  while (::poll(descriptors.data(), descriptors.size(), -1) < 0) {
  }
  return descriptors[0].revents == 0;
}

void StubServer::serve() {
  while (wait_for(listener_)) {
    const int accepted = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) continue;
    Connection connection(accepted, tls_.get());
    if (connection.begin()) serve_one(connection);
  }
}

// Head and body; what came so far when the other side closes early.
std::string StubServer::take(Connection& connection) {
  std::string request;
  std::array<char, 4096> part;
  std::size_t whole = std::string::npos;
  while (request.size() < whole && ((connection.tls && SSL_pending(connection.tls.get()) > 0) ||
                                    wait_for(connection.descriptor))) {
    const int size = connection.read(part.data(), part.size());
    if (size <= 0) break;
    request.append(part.data(), static_cast<std::size_t>(size));
    const std::size_t head = request.find("\r\n\r\n");
    if (head == std::string::npos) continue;
    const std::size_t length = request.find("Content-Length: ");
    whole = head + 4 + (length < head ? std::stoul(request.substr(length + 16)) : 0);
  }
  return request;
}

void StubServer::serve_one(Connection& connection) {
  const std::string request = take(connection);
  const std::string line = request.substr(0, request.find(" HTTP/1.1"));
  std::string bytes;
  bool silent = false;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    silent = silent_.contains(line);
    const auto told = answers_.find(line);
    bytes =
        told != answers_.end()
            ? told->second
            : http_answer(404, R"({"error":"not_found","text":"The stub knows no such page."})");
  }
  if (silent) {
    wait_for(stop_);
  } else {
    connection.write(bytes);
  }
}

void StubServer::answer(const std::string& request_line, std::string bytes) {
  const std::lock_guard lock(mutex_);
  answers_[request_line] = std::move(bytes);
}

void StubServer::keep_silent(const std::string& request_line) {
  const std::lock_guard lock(mutex_);
  silent_[request_line] = true;
}

std::vector<std::string> StubServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::string StubServer::url() const {
  return fmt::format("{}://127.0.0.1:{}", kind_ == Kind::tls ? "https" : "http", port_);
}

}  // namespace crosstown::ctl
