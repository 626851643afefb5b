// Collects a request body: in memory while it is small, in an unlinked temporary file when it is
// large, so that memory stays flat whatever is sent. The disk is touched on the disk threads only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/http/temp_file.h"

namespace crosstown::http {

struct BodyPlace {
  std::size_t memory_limit = 256 * 1024;  // bytes
  std::string directory = "/tmp";
  boost::asio::thread_pool* disk = nullptr;  // not owned
};

class BodyBuffer {
 public:
  using error_code = boost::system::error_code;

  explicit BodyBuffer(const BodyPlace& place) : place_(place) {}

  // Begins a body of `expected` bytes, 0 when that is not known.
  void start(std::uint64_t expected);
  // Where the next bytes go. Empty: call flush() first.
  [[nodiscard]] std::span<char> room();
  void commit(std::size_t bytes) { used_ += bytes; }

  // Moves what is in memory to the file. `this` must stay where it is until the coroutine ends.
  [[nodiscard]] boost::asio::awaitable<error_code> flush();
  // Makes view() ready.
  [[nodiscard]] boost::asio::awaitable<error_code> finish();
  [[nodiscard]] std::string_view view() const;
  [[nodiscard]] bool in_file() const { return file_.has_value(); }
  // Gives all memory and the file back.
  void reset();

 private:
  void grow(std::size_t capacity);

  const BodyPlace& place_;
  std::unique_ptr<char[]> memory_;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
  std::optional<TempFile> file_;
};

}  // namespace crosstown::http
