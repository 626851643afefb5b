#include "daemon/http/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace crosstown::http {
namespace {

struct SocketName {
  sockaddr_storage storage{};
  socklen_t size = 0;

  [[nodiscard]] const sockaddr* generic() const {
    return reinterpret_cast<const sockaddr*>(&storage);
  }
  [[nodiscard]] sockaddr* generic() { return reinterpret_cast<sockaddr*>(&storage); }
  template <typename T>
  [[nodiscard]] T as() const {
    T name{};
    std::memcpy(&name, &storage, sizeof name);
    return name;
  }
  template <typename T>
  void set(const T& name) {
    std::memcpy(&storage, &name, sizeof name);
    size = sizeof name;
  }
};

[[noreturn]] void fail(std::string_view address, std::string_view why) {
  throw std::runtime_error("cannot listen on " + std::string(address) + ": " + std::string(why));
}
[[noreturn]] void fail_errno(std::string_view address) { fail(address, std::strerror(errno)); }

SocketName unix_name(std::string_view path, std::string_view address) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof name.sun_path) fail(address, "bad length of path");
  std::copy(path.begin(), path.end(), name.sun_path);
  SocketName result;
  result.set(name);
  return result;
}

SocketName ip_name(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos) fail(address, "the port is missing");
  std::string host(address.substr(0, colon));
  const auto digits = address.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) fail(address, "bad port");

  SocketName result;
  sockaddr_in v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    result.set(v4);
    return result;
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) != 1) fail(address, "not an IP address");
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  result.set(v6);
  return result;
}

SocketName bound_name(int descriptor) {
  SocketName name;
  name.size = sizeof name.storage;
  if (::getsockname(descriptor, name.generic(), &name.size) != 0) name.size = 0;
  return name;
}

void switch_on(int descriptor, int level, int option, int value = 1) {
  ::setsockopt(descriptor, level, option, &value, sizeof value);
}

bool somebody_answers(const SocketName& name) {
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (probe < 0) return true;
  const bool answered = ::connect(probe, name.generic(), name.size) == 0 || errno != ECONNREFUSED;
  ::close(probe);
  return answered;
}

bool is_socket_file(const char* path) {
  struct stat info {};
  return ::lstat(path, &info) == 0 && S_ISSOCK(info.st_mode);
}

void bind_unix(int descriptor, const SocketName& name, std::string_view address, mode_t mode) {
  const auto path = name.as<sockaddr_un>();
  if (::bind(descriptor, name.generic(), name.size) != 0) {
    if (errno != EADDRINUSE) fail_errno(address);
    if (!is_socket_file(path.sun_path)) fail(address, "a file that is no socket is in the way");
    if (somebody_answers(name)) fail(address, "another process answers there");
    ::unlink(path.sun_path);
    if (::bind(descriptor, name.generic(), name.size) != 0) fail_errno(address);
  }
  // Nobody can connect before listen(), so there is no moment with a wrong mode.
  if (::chmod(path.sun_path, mode) != 0) fail_errno(address);
}

}  // namespace

ListeningSocket ListeningSocket::open(std::string_view address, const ListenOptions& options) {
  constexpr std::string_view unix_scheme = "unix:";
  const auto name = address.starts_with(unix_scheme)
                        ? unix_name(address.substr(unix_scheme.size()), address)
                        : ip_name(address);
  const int family = name.storage.ss_family;
  const int descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) fail_errno(address);
  ListeningSocket result(descriptor, family);
  if (family == AF_UNIX) {
    bind_unix(descriptor, name, address, options.mode);
    result.path_ = name.as<sockaddr_un>().sun_path;
    struct stat info {};
    if (::stat(result.path_.c_str(), &info) == 0) result.inode_ = info.st_ino;
  } else {
    switch_on(descriptor, SOL_SOCKET, SO_REUSEADDR);
    if (family == AF_INET6) switch_on(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (::bind(descriptor, name.generic(), name.size) != 0) fail_errno(address);
  }
  // Accepted sockets inherit it, which saves a system call for each.
  if (family != AF_UNIX) switch_on(descriptor, IPPROTO_TCP, TCP_NODELAY);
  if (::listen(descriptor, SOMAXCONN) != 0) fail_errno(address);
  return result;
}

ListeningSocket ListeningSocket::adopt(int descriptor) {
  int listening = 0;
  socklen_t size = sizeof listening;
  const bool is_listener =
      ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening != 0;
  if (!is_listener) fail("the inherited descriptor", "it is not a listening socket");
  ListeningSocket result(descriptor, bound_name(descriptor).storage.ss_family);
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  if (result.family_ != AF_UNIX) switch_on(descriptor, IPPROTO_TCP, TCP_NODELAY);
  return result;
}

ListeningSocket::ListeningSocket(ListeningSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      family_(other.family_),
      path_(std::exchange(other.path_, {})),
      inode_(other.inode_) {}

ListeningSocket::~ListeningSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
  struct stat info {};
  if (!path_.empty() && ::lstat(path_.c_str(), &info) == 0 && info.st_ino == inode_)
    ::unlink(path_.c_str());
}

std::string ListeningSocket::local_address() const {
  const auto name = bound_name(descriptor_);
  char text[INET6_ADDRSTRLEN] = {};
  switch (family_) {
    case AF_UNIX: return std::string("unix:") + name.as<sockaddr_un>().sun_path;
    case AF_INET: {
      const auto v4 = name.as<sockaddr_in>();
      inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
      return std::string(text) + ':' + std::to_string(port());
    }
    default: {
      const auto v6 = name.as<sockaddr_in6>();
      inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
      return '[' + std::string(text) + "]:" + std::to_string(port());
    }
  }
}

int ListeningSocket::port() const {
  const auto name = bound_name(descriptor_);
  if (family_ == AF_INET) return ntohs(name.as<sockaddr_in>().sin_port);
  if (family_ == AF_INET6) return ntohs(name.as<sockaddr_in6>().sin6_port);
  return 0;
}

int ListeningSocket::duplicate() const {
  const int copy = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
  if (copy < 0)
    throw std::system_error(errno, std::generic_category(), "dup of a listening socket");
  return copy;
}

}  // namespace crosstown::http
