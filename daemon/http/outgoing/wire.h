// A connection to another's server: TCP, with TLS or without, as bytes. On one thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>
#include <utility>

namespace crosstown::http {

// (What a server has of its client is http::Wire, daemon/http/handler.h.)
class ClientWire {
 public:
  using Moved = std::pair<boost::system::error_code, std::size_t>;

  virtual ~ClientWire() = default;
  [[nodiscard]] virtual boost::asio::awaitable<boost::system::error_code> handshake() = 0;
  [[nodiscard]] virtual boost::asio::awaitable<Moved> read_some(
      boost::asio::mutable_buffer into) = 0;
  // All of it, or an error.
  [[nodiscard]] virtual boost::asio::awaitable<Moved> write(boost::asio::const_buffer bytes) = 0;
  // What is under way ends with an error.
  virtual void close() = 0;
  // Whether an idle connection can still be used: nothing has come on it, not even its end.
  [[nodiscard]] virtual bool is_quiet() = 0;
  // Why the certificate was refused, for people; empty: it was not.
  [[nodiscard]] virtual std::string certificate_trouble() const = 0;
};

[[nodiscard]] std::shared_ptr<ClientWire> plain_wire(boost::asio::ip::tcp::socket socket);
// `host`: what the certificate must be for, and what is asked for (SNI).
[[nodiscard]] std::shared_ptr<ClientWire> tls_wire(boost::asio::ip::tcp::socket socket,
                                                   boost::asio::ssl::context& context,
                                                   const std::string& host);
// The same line, with TLS from here on (STARTTLS): shake hands next. `plain` is of no use then.
// Null: it was no plain one.
[[nodiscard]] std::shared_ptr<ClientWire> tls_over(ClientWire& plain,
                                                   boost::asio::ssl::context& context,
                                                   const std::string& host);

}  // namespace crosstown::http
