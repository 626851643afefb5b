#include "daemon/http/client.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace crosstown::http {
namespace {

IpAddress ip_of(const sockaddr* name) {
  IpAddress address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (name->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, name, sizeof v4);
    std::memcpy(address.data() + 12, &v4.sin_addr, 4);
  } else {
    sockaddr_in6 v6{};
    std::memcpy(&v6, name, sizeof v6);
    std::memcpy(address.data(), &v6.sin6_addr, address.size());
  }
  return address;
}

// Primary and supplementary.
std::vector<std::uint32_t> groups_of(int descriptor, const ucred& credentials) {
  socklen_t size = 0;
  (void)::getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, nullptr, &size);  // ERANGE: tells size
  std::vector<std::uint32_t> groups(size / sizeof(gid_t));
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) != 0)
    groups.clear();
  groups.push_back(credentials.gid);
  return groups;
}

Client local_client(int descriptor, const TrustedProxies& proxies) {
  Client client;
  client.peer.local_socket = true;
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0) {
    client.peer.uid = credentials.uid;
    client.peer.groups = groups_of(descriptor, credentials);
  }
  client.trusted_proxy = proxies.trusts_unix();
  return client;
}

}  // namespace

Client client_of(Socket& socket, const boost::asio::generic::stream_protocol::endpoint& endpoint,
                 const TrustedProxies& proxies) {
  const int family = endpoint.protocol().family();
  if (family != AF_INET && family != AF_INET6) return local_client(socket.native_handle(), proxies);
  const auto address = ip_of(endpoint.data());
  Client client;
  client.peer.address = text_of(address);
  client.trusted_proxy = proxies.trusts(address);
  return client;
}

}  // namespace crosstown::http
