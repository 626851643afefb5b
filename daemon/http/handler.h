// What stands behind an HTTP listener: the public door, the admin door, the control socket.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "channels/http_request.h"

namespace crosstown::http {

// Who is on the other side of the connection.
struct Peer {
  std::string address;  // client's address; behind a trusted proxy the forwarded one
  bool secure = false;  // TLS, here or at a trusted proxy
  bool local_socket = false;
  // Unix sockets: peer credentials as they were at connect(). Nobody's where the kernel does not
  // tell.
  std::uint32_t uid = static_cast<std::uint32_t>(-1);
  std::vector<std::uint32_t> groups;  // the primary one included
};

struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool close = false;  // close the connection after this response
};

// What the session must know before it reads a body.
struct BodyRule {
  // Set: this is the answer (404, 405, 415, 503 …; 204 to OPTIONS). The body is not read, handle()
  // is not called. A 503 is given its Retry-After.
  std::optional<Response> answer;
  std::uint64_t max_body = 1 << 20;  // bytes; more is 413
};

// Lives as long as the server. Called on the thread that owns the connection; several at once.
class Handler {
 public:
  virtual ~Handler() = default;
  // After the header, before the body. Must not block.
  [[nodiscard]] virtual BodyRule before_body(const HttpRequest& head, const Peer& peer) = 0;
  // The whole request. `request` and `peer` stay valid until the coroutine ends. Never interrupted,
  // not by the client going away nor by a stop: it must come to an end by itself.
  [[nodiscard]] virtual boost::asio::awaitable<Response> handle(const HttpRequest& request,
                                                                const Peer& peer) = 0;
  // For the counters: an error that was answered in handle()'s place. HTTP itself refused (400,
  // 408, 413, 431 …), before_body() did, or one of them threw: that is 500, with what() as the
  // reason.
  virtual void refused(int status, std::string_view reason) = 0;
  // For the counters: a connection was closed for want of room (HttpSettings::max_connections).
  // Where that could be said, it was told 503.
  virtual void turned_away() = 0;
};

}  // namespace crosstown::http
