#include "daemon/admin/asker.h"

#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "daemon/config/fields.h"

namespace crosstown {
namespace {

// "127.0.0.1:8312", "[::1]:8312", "localhost" → the name without port and brackets.
std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    return end == std::string_view::npos ? std::string_view{} : host.substr(1, end - 1);
  }
  return host.substr(0, host.rfind(':'));
}

}  // namespace

Role role_named(std::string_view name) {
  if (name == "admin") return Role::admin;
  if (name == "supervisor") return Role::supervisor;
  return name == "agent" ? Role::agent : Role::anyone;
}

std::optional<Asker> holder_of(std::string_view authorization, const City& city) {
  constexpr std::string_view scheme = "Bearer ";
  if (authorization.size() <= scheme.size() ||
      !equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
    return std::nullopt;
  const std::string digest = sha256_hex(authorization.substr(scheme.size()));
  std::optional<Asker> holder;
  for (const Access& access : city.access) {  // every entry, so that time tells nothing
    if (access.token_sha256.size() == digest.size() &&
        CRYPTO_memcmp(access.token_sha256.data(), digest.data(), digest.size()) == 0) {
      holder = Asker{role_named(access.role), "token:" + access.name};
    }
  }
  return holder;
}

bool host_is_ours(std::string_view host, const City& city) {
  const std::string_view name = host_name(host);
  if (name == "127.0.0.1" || name == "::1" || name == "localhost") return true;
  return std::any_of(city.admin_hosts.begin(), city.admin_hosts.end(),
                     [&](const std::string& ours) { return equal_ignoring_case(ours, name); });
}

bool may_control(const http::Peer& peer, const std::string& socket_path) {
  if (!peer.local_socket) return false;
  if (peer.uid == 0 || peer.uid == ::geteuid()) return true;
  struct stat file {};
  if (::stat(socket_path.c_str(), &file) != 0 || (file.st_mode & S_IWGRP) == 0) return false;
  return std::find(peer.groups.begin(), peer.groups.end(), file.st_gid) != peer.groups.end();
}

}  // namespace crosstown
