// The view of an HTTP request that an adapter gets. Nothing here is owned: it lives until the
// adapter's step returns.
#pragma once

#include <span>
#include <string_view>

namespace crosstown {

struct Header {
  std::string_view name;  // as sent; compare without case
  std::string_view value;
};

struct HttpRequest {
  std::string_view method;      // "POST"
  std::string_view target;      // path and query exactly as received: "/hooks/city-sms?x=1"
  std::string_view public_url;  // scheme, host and port the outside world uses, no trailing slash
  std::span<const Header> headers;
  std::string_view body;  // in memory, or a mapped file when it is large

  // The first header of that name (ASCII case-insensitive), or an empty view.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

// Whether a Content-Type names this media type, whatever its parameters ("; charset=utf-8") say.
[[nodiscard]] bool has_media_type(std::string_view content_type, std::string_view media_type);

}  // namespace crosstown
