// Who has just connected.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>

#include "daemon/http/handler.h"
#include "daemon/http/ip.h"
#include "daemon/http/stream.h"

namespace crosstown::http {

struct Client {
  Peer peer;
  bool trusted_proxy = false;  // its X-Forwarded-* headers are believed
};

[[nodiscard]] Client client_of(Socket& socket,
                               const boost::asio::generic::stream_protocol::endpoint& endpoint,
                               const TrustedProxies& proxies);

}  // namespace crosstown::http
