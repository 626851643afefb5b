#include "daemon/http/stream.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace crosstown::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

bool must_wait(const error_code& error) {
  return error == asio::error::would_block || error == asio::error::try_again;
}

class PlainStream final : public Stream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {
    error_code ignored;  // of a connection that is gone already: the first read tells
    socket_.non_blocking(true, ignored);
  }

  asio::awaitable<error_code> handshake() override { co_return error_code{}; }
  asio::awaitable<IoResult> read_some(asio::mutable_buffer buffer) override {
    return socket_.async_read_some(buffer, as_result);
  }
  asio::awaitable<IoResult> write_some(asio::const_buffer buffer) override {
    return socket_.async_write_some(buffer, as_result);
  }
  asio::awaitable<error_code> say_goodbye() override {
    error_code error;
    socket_.shutdown(Socket::shutdown_send, error);
    co_return error;
  }
  IoResult try_read(asio::mutable_buffer buffer) override {
    error_code error;
    const auto bytes = socket_.read_some(buffer, error);
    return {must_wait(error) ? error_code{} : error, bytes};
  }
  IoResult try_write(asio::const_buffer buffer) override {
    error_code error;
    const auto bytes = socket_.write_some(buffer, error);
    return {must_wait(error) ? error_code{} : error, bytes};
  }
  Socket& socket() override { return socket_; }

 private:
  Socket socket_;
};

class TlsStream final : public Stream {
 public:
  TlsStream(Socket socket, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  asio::awaitable<error_code> handshake() override {
    const auto [error] =
        co_await stream_.async_handshake(asio::ssl::stream_base::server, as_result);
    co_return error;
  }
  asio::awaitable<IoResult> read_some(asio::mutable_buffer buffer) override {
    return stream_.async_read_some(buffer, as_result);
  }
  asio::awaitable<IoResult> write_some(asio::const_buffer buffer) override {
    return stream_.async_write_some(buffer, as_result);
  }
  asio::awaitable<error_code> say_goodbye() override {
    const auto [error] = co_await stream_.async_shutdown(as_result);
    error_code ignored;
    stream_.next_layer().shutdown(Socket::shutdown_send, ignored);
    co_return error;
  }
  IoResult try_read(asio::mutable_buffer) override { return {}; }
  IoResult try_write(asio::const_buffer) override { return {}; }
  Socket& socket() override { return stream_.next_layer(); }

 private:
  std::shared_ptr<asio::ssl::context> context_;
  asio::ssl::stream<Socket> stream_;
};

}  // namespace

asio::awaitable<IoResult> Stream::discard_some(asio::mutable_buffer buffer) {
  return socket().async_read_some(buffer, as_result);
}

void Stream::cancel() {
  error_code ignored;
  socket().cancel(ignored);
}

void Stream::close() {
  error_code ignored;
  socket().close(ignored);
}

std::unique_ptr<Stream> make_plain_stream(Socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

std::unique_ptr<Stream> make_tls_stream(Socket socket,
                                        std::shared_ptr<asio::ssl::context> context) {
  return std::make_unique<TlsStream>(std::move(socket), std::move(context));
}

}  // namespace crosstown::http
