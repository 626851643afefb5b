#include "daemon/http/forwarded.h"

#include <algorithm>
#include <optional>

#include "daemon/http/request_rules.h"

namespace crosstown::http {
namespace {

// The right-most element of a comma-separated list, which is taken off.
std::string_view take_last(std::string_view& list) {
  const auto comma = list.rfind(',');
  const auto last = comma == std::string_view::npos ? list : list.substr(comma + 1);
  list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
  return trimmed(last);
}

// Some proxies add the port: "192.0.2.1:4711", "[2001:db8::1]:4711".
std::optional<IpAddress> parse_node(std::string_view text) {
  if (text.starts_with('[')) return parse_ip(text.substr(1, text.find(']') - 1));
  if (std::count(text.begin(), text.end(), ':') == 1) text = text.substr(0, text.find(':'));
  return parse_ip(text);
}

// The last header of that name: added, or replaced, by the proxy nearest to us.
std::string_view last_of(std::span<const Header> headers, std::string_view name) {
  const auto last = std::find_if(headers.rbegin(), headers.rend(), [name](const Header& header) {
    return equal_ignoring_case(header.name, name);
  });
  return last == headers.rend() ? std::string_view{} : last->value;
}

// False once the client is found, or the list is no longer to be believed.
bool walk(std::string_view list, const TrustedProxies& proxies, Peer& peer) {
  while (!list.empty()) {
    const auto node = parse_node(take_last(list));
    if (!node) return false;
    peer.address = text_of(*node);
    if (!proxies.trusts(*node)) return false;
  }
  return true;
}

}  // namespace

void apply_forwarded(std::span<const Header> headers, const TrustedProxies& proxies, Peer& peer) {
  for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
    if (!equal_ignoring_case(header->name, "X-Forwarded-For")) continue;
    if (!walk(header->value, proxies, peer)) break;
  }
  auto protocols = last_of(headers, "X-Forwarded-Proto");
  if (!protocols.empty()) peer.secure = equal_ignoring_case(take_last(protocols), "https");
}

std::string_view forwarded_host(std::span<const Header> headers) {
  auto hosts = last_of(headers, "X-Forwarded-Host");
  const auto host = take_last(hosts);
  return valid_host(host) ? host : std::string_view{};
}

}  // namespace crosstown::http
