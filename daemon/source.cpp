#include "daemon/source.h"

#include <arpa/inet.h>

namespace crosstown {

std::string source_of(const std::string& peer) {
  in6_addr address{};
  if (inet_pton(AF_INET6, peer.c_str(), &address) != 1) return peer;
  return {reinterpret_cast<const char*>(address.s6_addr), 8};
}

}  // namespace crosstown
