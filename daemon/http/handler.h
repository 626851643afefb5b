// What stands behind an HTTP listener: the public door, the admin door, the control socket.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
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

// What an answer that goes on after its head writes to: server-sent events, a large file, or after
// a 101 another protocol (WebSocket). The connection's thread only; lives as long as the coroutine
// that was given it.
class Wire {
 public:
  virtual ~Wire() = default;
  // Ends when the bytes are on their way. False: nothing can be said any more, come to an end.
  [[nodiscard]] virtual boost::asio::awaitable<bool> send(std::string bytes) = 0;
  // After a 101 only: the next bytes of the client, those behind its request's head first. 0: it is
  // gone, or said goodbye. Not while another receive() is under way; a send() may be.
  [[nodiscard]] virtual boost::asio::awaitable<std::size_t> receive(std::span<char> room) = 0;
  // The server stops or the client is gone: whoever goes on all the same is cut off at stop_grace.
  [[nodiscard]] virtual bool is_ending() const = 0;
  // Ends the connection without a word: send() and receive() come back with nothing.
  virtual void cut() = 0;
  // `wake` is called once when that becomes so, and must not block; empty: nobody is to be woken.
  virtual void when_ending(std::function<void()> wake) = 0;
};

struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool close = false;  // close the connection after this response
  // Set: what follows the head is written by this coroutine, and `body` is not used. It is a body
  // in chunks (RFC 9112 section 7.1; for HTTP/1.0 until the connection is closed), and after a 101
  // bytes as they are, both ways, and then the end of the connection; `Upgrade` and `Connection`
  // are then among the headers. Not called for HEAD. What it refers to must outlive the server's
  // requests; an exception cuts the connection.
  std::function<boost::asio::awaitable<void>(Wire&)> follow{};
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
