#include "daemon/http/outgoing/wire.h"

#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

namespace crosstown::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

void close_socket(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.close(ignored);
}

// Between two answers a server has nothing to say: what is there is the connection's end, or its
// alert over TLS, or a protocol error.
bool nothing_came(tcp::socket& socket) {
  char byte = 0;
  const auto got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

class PlainWire final : public ClientWire {
 public:
  explicit PlainWire(tcp::socket socket) : socket_(std::move(socket)) {}

  asio::awaitable<boost::system::error_code> handshake() override {
    co_return boost::system::error_code();
  }
  asio::awaitable<Moved> read_some(asio::mutable_buffer into) override {
    const auto [error, size] = co_await socket_.async_read_some(into, as_values);
    co_return Moved(error, size);
  }
  asio::awaitable<Moved> write(asio::const_buffer bytes) override {
    const auto [error, size] = co_await asio::async_write(socket_, bytes, as_values);
    co_return Moved(error, size);
  }
  void close() override { close_socket(socket_); }
  bool is_quiet() override { return nothing_came(socket_); }
  std::string certificate_trouble() const override { return {}; }
  tcp::socket release() { return std::move(socket_); }

 private:
  tcp::socket socket_;
};

class TlsWire final : public ClientWire {
 public:
  TlsWire(tcp::socket socket, asio::ssl::context& context, const std::string& host)
      : stream_(std::move(socket), context) {
    stream_.set_verify_mode(asio::ssl::verify_peer);
    SSL* const ssl = stream_.native_handle();
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1) return;
    SSL_set1_host(ssl, host.c_str());
    // RFC 6066 section 3: for names only.
    SSL_set_tlsext_host_name(ssl, host.c_str());
  }

  asio::awaitable<boost::system::error_code> handshake() override {
    const auto [error] =
        co_await stream_.async_handshake(asio::ssl::stream_base::client, as_values);
    co_return error;
  }
  asio::awaitable<Moved> read_some(asio::mutable_buffer into) override {
    const auto [error, size] = co_await stream_.async_read_some(into, as_values);
    co_return Moved(error, size);
  }
  asio::awaitable<Moved> write(asio::const_buffer bytes) override {
    const auto [error, size] = co_await asio::async_write(stream_, bytes, as_values);
    co_return Moved(error, size);
  }
  void close() override { close_socket(stream_.next_layer()); }
  // Session tickets (TLS 1.3) come with the first answer and are read with it; one that comes later
  // costs a connection, no more.
  bool is_quiet() override {
    return SSL_pending(stream_.native_handle()) == 0 && nothing_came(stream_.next_layer());
  }
  std::string certificate_trouble() const override {
    auto& stream =
        const_cast<asio::ssl::stream<tcp::socket>&>(stream_);  // a getter that is not const
    const long result = SSL_get_verify_result(stream.native_handle());
    return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
  }

 private:
  asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace

std::shared_ptr<ClientWire> plain_wire(tcp::socket socket) {
  return std::make_shared<PlainWire>(std::move(socket));
}

std::shared_ptr<ClientWire> tls_wire(tcp::socket socket, asio::ssl::context& context,
                                     const std::string& host) {
  return std::make_shared<TlsWire>(std::move(socket), context, host);
}

std::shared_ptr<ClientWire> tls_over(ClientWire& plain, asio::ssl::context& context,
                                     const std::string& host) {
  auto* const line = dynamic_cast<PlainWire*>(&plain);
  return line ? tls_wire(line->release(), context, host) : nullptr;
}

}  // namespace crosstown::http
