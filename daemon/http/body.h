// Collects a request body: in memory while it is small, in an unlinked temporary file when it is
// large or memory is short. What all bodies of a server take together is bounded, and taken as
// bytes arrive: an announced length alone holds nothing. The disk is touched on the disk threads
// only.
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

#include "daemon/http/budget.h"
#include "daemon/http/temp_file.h"

namespace crosstown::http {

// Shared by all connections of a server, and outlives them.
struct BodyPlace {
  std::size_t memory_limit;  // bytes of one body
  std::string directory;
  boost::asio::thread_pool& disk;
  Budget memory;
  Budget files;
};

class BodyBuffer {
 public:
  using error_code = boost::system::error_code;

  explicit BodyBuffer(BodyPlace& place)
      : place_(place), memory_share_(place.memory), file_share_(place.files) {}

  // Begins a body of `expected` bytes, 0 when that is not known. False: there is no memory for it.
  [[nodiscard]] bool start(std::uint64_t expected);
  // Where the next bytes go. Empty: call flush() first.
  [[nodiscard]] std::span<char> room();
  void commit(std::size_t bytes) { used_ += bytes; }

  // Moves what is in memory to the file; fails too when all files have used up their budget. `this`
  // must stay where it is until the coroutine ends.
  [[nodiscard]] boost::asio::awaitable<error_code> flush();
  // Makes view() ready.
  [[nodiscard]] boost::asio::awaitable<error_code> finish();
  [[nodiscard]] std::string_view view() const;
  [[nodiscard]] bool in_file() const { return file_.has_value(); }
  // Gives all memory and the file back.
  void reset();

 private:
  [[nodiscard]] bool grow();

  BodyPlace& place_;
  BudgetShare memory_share_;
  BudgetShare file_share_;
  std::size_t most_memory_ = 0;  // that this body may take
  std::unique_ptr<char[]> memory_;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
  std::optional<TempFile> file_;
};

}  // namespace crosstown::http
