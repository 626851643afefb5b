#include "router/store/transport.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Socket = asio::generic::stream_protocol::socket;
constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(Socket socket) : socket_(std::move(socket)) {
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);
  }

  IoResult try_write(asio::const_buffer bytes) override {
    IoResult result;
    result.bytes = socket_.write_some(bytes, result.error);
    if (result.error == asio::error::would_block) result.error.clear();
    return result;
  }
  asio::awaitable<IoResult> write_some(asio::const_buffer bytes) override {
    auto [error, count] = co_await socket_.async_write_some(bytes, no_throw);
    co_return IoResult{error, count};
  }
  asio::awaitable<IoResult> read_some(asio::mutable_buffer bytes) override {
    auto [error, count] = co_await socket_.async_read_some(bytes, no_throw);
    co_return IoResult{error, count};
  }
  void close() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  Socket socket_;
};

class TlsTransport final : public Transport {
 public:
  TlsTransport(Socket socket, const StoreSettings& settings)
      : context_(asio::ssl::context::tls_client), stream_(prepare(std::move(socket), settings)) {}

  asio::awaitable<boost::system::error_code> handshake() {
    auto [error] = co_await stream_->async_handshake(asio::ssl::stream_base::client, no_throw);
    co_return error;
  }

  IoResult try_write(asio::const_buffer) override { return {}; }
  asio::awaitable<IoResult> write_some(asio::const_buffer bytes) override {
    auto [error, count] = co_await stream_->async_write_some(bytes, no_throw);
    co_return IoResult{error, count};
  }
  asio::awaitable<IoResult> read_some(asio::mutable_buffer bytes) override {
    auto [error, count] = co_await stream_->async_read_some(bytes, no_throw);
    co_return IoResult{error, count};
  }
  void close() override {
    boost::system::error_code ignored;
    stream_->lowest_layer().close(ignored);
  }

 private:
  using Stream = asio::ssl::stream<Socket>;

  std::unique_ptr<Stream> prepare(Socket socket, const StoreSettings& settings) {
    if (settings.ca_file.empty()) {
      context_.set_default_verify_paths();
    } else {
      context_.load_verify_file(settings.ca_file);
    }
    auto stream = std::make_unique<Stream>(std::move(socket), context_);
    stream->set_verify_mode(asio::ssl::verify_peer);
    stream->set_verify_callback(asio::ssl::host_name_verification(settings.host));
    SSL_set_tlsext_host_name(stream->native_handle(), settings.host.c_str());
    return stream;
  }

  asio::ssl::context context_;
  std::unique_ptr<Stream> stream_;
};

asio::awaitable<boost::system::error_code> connect_unix(Socket& socket, std::string path) {
  const asio::local::stream_protocol::endpoint endpoint(path);
  auto [error] = co_await socket.async_connect(endpoint, no_throw);
  co_return error;
}

asio::awaitable<boost::system::error_code> connect_tcp(Socket& socket, std::string host,
                                                       std::string port) {
  asio::ip::tcp::resolver resolver(socket.get_executor());
  auto [error, endpoints] = co_await resolver.async_resolve(host, port, no_throw);
  if (error) co_return error;
  boost::system::error_code last = asio::error::host_not_found;
  for (const auto& entry : endpoints) {
    boost::system::error_code ignored;
    socket.close(ignored);
    const Socket::endpoint_type endpoint(entry.endpoint());
    auto [failed] = co_await socket.async_connect(endpoint, no_throw);
    last = failed;
    if (!last) break;
  }
  if (!last) {
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
  }
  co_return last;
}

asio::awaitable<Connected> open(asio::any_io_executor executor, StoreSettings settings) {
  Connected result;
  Socket socket(executor);
  const bool local = settings.kind != StoreSettings::Kind::tcp;
  boost::system::error_code error;
  if (local) {
    error = co_await connect_unix(socket, settings.path);
  } else {
    error = co_await connect_tcp(socket, settings.host, std::to_string(settings.port));
  }
  if (error) {
    result.error = "connect: " + error.message();
    co_return result;
  }
  if (!settings.tls) {
    result.transport = std::make_unique<PlainTransport>(std::move(socket));
    co_return result;
  }
  try {
    auto tls = std::make_unique<TlsTransport>(std::move(socket), settings);
    error = co_await tls->handshake();
    if (error)
      result.error = "TLS: " + error.message();
    else
      result.transport = std::move(tls);
  } catch (const boost::system::system_error& failure) {  // an unreadable ca_file
    result.error = std::string("TLS: ") + failure.what();
  }
  co_return result;
}

asio::awaitable<void> sleep(asio::any_io_executor executor, std::chrono::milliseconds time) {
  asio::steady_timer timer(executor, time);
  co_await timer.async_wait(no_throw);
}

}  // namespace

asio::awaitable<Connected> connect(asio::any_io_executor executor, StoreSettings settings,
                                   std::chrono::milliseconds timeout) {
  using namespace asio::experimental::awaitable_operators;
  auto opening = open(executor, std::move(settings));
  auto limit = sleep(executor, timeout);
  auto either = co_await (std::move(opening) || std::move(limit));
  if (either.index() == 0) co_return std::move(std::get<0>(either));
  Connected late;
  late.error = "connect: no answer in time";
  co_return late;
}

}  // namespace crosstown
