// A byte stream to Redis: TCP, unix socket or TLS behind one face, so that the stream type is
// instantiated once. All calls on the executor it was opened with.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "router/store/settings.h"

namespace crosstown {

struct IoResult {
  boost::system::error_code error;
  std::size_t bytes = 0;
};

class Transport {
 public:
  virtual ~Transport() = default;

  // What can be written at once without waiting; 0 bytes and no error: nothing. TLS never writes
  // here.
  [[nodiscard]] virtual IoResult try_write(boost::asio::const_buffer bytes) = 0;
  [[nodiscard]] virtual boost::asio::awaitable<IoResult> write_some(
      boost::asio::const_buffer bytes) = 0;
  [[nodiscard]] virtual boost::asio::awaitable<IoResult> read_some(
      boost::asio::mutable_buffer bytes) = 0;
  // Ends every operation under way with an error.
  virtual void close() = 0;
};

// Resolves, connects and, for TLS, verifies the server's certificate against `ca_file` (or the
// system's roots) and its name. At most `timeout`; an error text on failure.
struct Connected {
  std::unique_ptr<Transport> transport;
  std::string error;  // empty: connected
};
[[nodiscard]] boost::asio::awaitable<Connected> connect(boost::asio::any_io_executor executor,
                                                        StoreSettings settings,
                                                        std::chrono::milliseconds timeout);

}  // namespace crosstown
