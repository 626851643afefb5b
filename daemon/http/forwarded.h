// What a trusted proxy says about the client it speaks for.
#pragma once

#include <span>
#include <string_view>

#include "channels/http_request.h"
#include "daemon/http/handler.h"
#include "daemon/http/ip.h"

namespace crosstown::http {

// Applies X-Forwarded-For and X-Forwarded-Proto to `peer`, which came in as the proxy itself. The
// client is the right-most address that is not a trusted proxy: further left anybody can write.
void apply_forwarded(std::span<const Header> headers, const TrustedProxies& proxies, Peer& peer);

// X-Forwarded-Host, or an empty view when it is absent or not a host.
[[nodiscard]] std::string_view forwarded_host(std::span<const Header> headers);

}  // namespace crosstown::http
