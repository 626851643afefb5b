#include "daemon/http/request_rules.h"

#include <algorithm>

#include "channels/http_request.h"

namespace crosstown::http {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// reg-name, IP-literal and port of RFC 3986 section 3.2, without user information.
bool is_host_char(char c) {
  constexpr std::string_view marks = "-._~!$&'()*+;=%:[]";
  return is_digit(c) || is_alpha(c) || marks.find(c) != std::string_view::npos;
}

bool starts_with_scheme(std::string_view target, std::string_view scheme) {
  return target.size() > scheme.size() &&
         equal_ignoring_case(target.substr(0, scheme.size()), scheme);
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool valid_host(std::string_view value) {
  return std::all_of(value.begin(), value.end(), is_host_char);
}

std::string_view origin_form(std::string_view target, std::string_view method,
                             std::string_view host) {
  if (target.starts_with('/')) return target;
  if (target == "*") return method == "OPTIONS" ? target : std::string_view{};
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!starts_with_scheme(target, scheme)) continue;
    const auto rest = target.substr(scheme.size());
    const auto path = std::min(rest.find_first_of("/?"), rest.size());
    // A second opinion about the host is how a cache or a proxy is led astray.
    if (!equal_ignoring_case(rest.substr(0, path), host)) return {};
    if (path == rest.size()) return "/";
    return rest[path] == '/' ? rest.substr(path) : std::string_view{};
  }
  return {};
}

Coding coding_of(std::string_view value) {
  if (equal_ignoring_case(value, "chunked")) return Coding::chunked;
  // "chunked" that is not the only coding, or comes twice, has no safe reading (RFC 9112 6.1).
  bool unknown = false;
  while (!value.empty()) {
    const auto comma = std::min(value.find(','), value.size());
    const auto name = trimmed(value.substr(0, comma));
    value.remove_prefix(std::min(comma + 1, value.size()));
    if (name.empty()) continue;
    if (!equal_ignoring_case(name, "chunked")) {
      unknown = true;
    } else if (!unknown || !value.empty()) {
      return Coding::bad;
    }
  }
  return unknown ? Coding::unknown : Coding::bad;
}

bool names_another_version(std::string_view line) {
  line = line.substr(line.rfind(' ') + 1);
  const bool well_formed = line.size() == 8 && line.starts_with("HTTP/") && is_digit(line[5]) &&
                           line[6] == '.' && is_digit(line[7]);
  return well_formed && line != "HTTP/1.0" && line != "HTTP/1.1";
}

}  // namespace crosstown::http
