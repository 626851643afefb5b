// The URLs that the daemon names as its own doors, and those of whom it calls.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crosstown::ctl {

struct Url {
  bool tls = false;
  std::string authority;  // as written, for the Host header
  std::string host;       // without the brackets of an IPv6 address
  std::string port;       // "8311"; 80 or 443 where none is written
  std::string target;     // path and query, at least "/"
};

// http and https, without user information or fragment (RFC 3986 section 3). Empty for all else.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

}  // namespace crosstown::ctl
