// A connected byte stream with its type erased once: TCP and unix sockets alike, plain or under
// TLS. So whatever speaks a protocol is compiled once. Belongs to one thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>
#include <string_view>
#include <tuple>

namespace boost::asio::ssl {
class context;
}

namespace crosstown::http {

using Socket = boost::asio::generic::stream_protocol::socket;
using IoResult = std::tuple<boost::system::error_code, std::size_t>;

// The awaitables come straight from Asio: no coroutine of our own is in between.
class Stream {
 public:
  virtual ~Stream() = default;

  // Once, before all else. Nothing to do for a plain stream.
  [[nodiscard]] virtual boost::asio::awaitable<boost::system::error_code> handshake() = 0;
  [[nodiscard]] virtual boost::asio::awaitable<IoResult> read_some(
      boost::asio::mutable_buffer buffer) = 0;
  [[nodiscard]] virtual boost::asio::awaitable<IoResult> write_some(
      boost::asio::const_buffer buffer) = 0;
  // Tells the other side that nothing more will come; it may still send.
  [[nodiscard]] virtual boost::asio::awaitable<boost::system::error_code> say_goodbye() = 0;

  // What can be done without waiting: 0 bytes and no error when nothing can. TLS never can.
  [[nodiscard]] virtual IoResult try_read(boost::asio::mutable_buffer buffer) = 0;
  [[nodiscard]] virtual IoResult try_write(boost::asio::const_buffer buffer) = 0;

  // Reads what is still on its way and throws it away (under TLS: the encrypted bytes).
  [[nodiscard]] boost::asio::awaitable<IoResult> discard_some(boost::asio::mutable_buffer buffer);
  // Ends what waits, with operation_aborted.
  void cancel();
  void close();
  [[nodiscard]] virtual Socket& socket() = 0;
};

[[nodiscard]] std::unique_ptr<Stream> make_plain_stream(Socket socket);
// Holds `context` as long as it lives.
[[nodiscard]] std::unique_ptr<Stream> make_tls_stream(
    Socket socket, std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace crosstown::http
