#include "bench/load/target.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>

namespace crosstown::load {
namespace {

constexpr std::string_view unix_scheme = "unix:";
constexpr std::uint32_t loopback_network = 127;

template <class Address>
Target target_of(const Address& address) {
  Target target;
  std::memcpy(&target.address, &address, sizeof address);
  target.size = sizeof address;
  return target;
}

std::optional<Target> unix_target(std::string_view path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return std::nullopt;
  std::copy(path.begin(), path.end(), address.sun_path);
  return target_of(address);
}

std::optional<std::uint16_t> port_number(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
  if (text.starts_with(unix_scheme)) return unix_target(text.substr(unix_scheme.size()));

  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = port_number(text.substr(colon + 1));
  if (!port) return std::nullopt;
  const std::string host(text.substr(0, colon));

  if (host == "[::1]") {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    address.sin6_port = htons(*port);
    return target_of(address);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(*port);
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return std::nullopt;
  if (ntohl(address.sin_addr.s_addr) >> 24 != loopback_network) return std::nullopt;
  return target_of(address);
}

}  // namespace crosstown::load
