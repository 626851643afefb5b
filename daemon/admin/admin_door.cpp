#include "daemon/admin/admin_door.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "daemon/http/response.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
constexpr std::uint64_t max_admin_body = 1 << 20;

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

bool is_open(std::string_view path) {
  return path == "/healthz" || path == "/readyz" || path == "/metrics";
}

// "127.0.0.1:8312", "[::1]:8312", "localhost" → the name without port and brackets.
std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.rfind(':'));
}

// A page on another site can make a browser call us under a name that it points here (DNS
// rebinding); it cannot make the browser call us by a name that is really ours.
bool host_is_ours(std::string_view host, const City& city) {
  const std::string_view name = host_name(host);
  if (name == "127.0.0.1" || name == "::1" || name == "localhost") return true;
  return std::any_of(city.admin_hosts.begin(), city.admin_hosts.end(),
                     [&](const std::string& ours) { return equal_ignoring_case(ours, name); });
}

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string hex;
  for (unsigned char byte : digest) fmt::format_to(std::back_inserter(hex), "{:02x}", byte);
  return hex;
}

// The role behind a bearer token (RFC 6750 section 2.1); empty: nobody's.
std::string role_of(std::string_view authorization, const City& city) {
  constexpr std::string_view scheme = "Bearer ";
  if (authorization.size() <= scheme.size() ||
      !equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
    return {};
  const std::string digest = sha256_hex(authorization.substr(scheme.size()));
  std::string role;
  for (const Access& access : city.access) {  // every entry, so that time tells nothing
    if (access.token_sha256.size() == digest.size() &&
        CRYPTO_memcmp(access.token_sha256.data(), digest.data(), digest.size()) == 0) {
      role = access.role;
    }
  }
  return role;
}

http::BodyRule refusal(int status, std::string_view text) {
  http::BodyRule rule;
  rule.answer = http::plain_answer(status, text);
  return rule;
}

http::BodyRule allowed(const HttpRequest& head) {
  http::BodyRule rule;
  rule.max_body = max_admin_body;
  if (head.method == "OPTIONS") rule.answer = http::options_answer("GET, POST, DELETE, OPTIONS");
  return rule;
}

}  // namespace

http::BodyRule AdminDoor::before_body(const HttpRequest& head, const http::Peer&) {
  const auto city = city_.get();
  if (!host_is_ours(head.header("Host"), *city))
    return refusal(421, "This is not a name of the admin address (listen.admin.hosts).");
  if (is_open(path_of(head.target))) return allowed(head);
  if (role_of(head.header("Authorization"), *city).empty())
    return refusal(401, "A bearer token of access: is needed.");
  return allowed(head);
}

asio::awaitable<http::Response> AdminDoor::handle(const HttpRequest& request, const http::Peer&) {
  http::Response response;
  if (api_.open_page(path_of(request.target), response)) co_return response;
  AdminApi::Asker asker;
  asker.role = role_of(request.header("Authorization"), *city_.get());
  co_return co_await api_.handle(request, std::move(asker));
}

http::BodyRule ControlDoor::before_body(const HttpRequest& head, const http::Peer& peer) {
  if (!peer.local_socket) return refusal(403, "Only the control socket leads here.");
  return allowed(head);
}

asio::awaitable<http::Response> ControlDoor::handle(const HttpRequest& request,
                                                    const http::Peer& peer) {
  http::Response response;
  if (api_.open_page(path_of(request.target), response)) co_return response;
  // Whoever the socket's file mode let in besides root and ourselves is of its group: an operator
  // too.
  (void)peer;
  AdminApi::Asker asker;
  asker.role = "admin";
  asker.local = true;
  co_return co_await api_.handle(request, std::move(asker));
}

}  // namespace crosstown
