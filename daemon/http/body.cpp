#include "daemon/http/body.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>

namespace crosstown::http {
namespace {

namespace asio = boost::asio;
using error_code = boost::system::error_code;

constexpr std::size_t first_capacity = 16 * 1024;

// These two run on a disk thread, while the connection's coroutine waits for them.
asio::awaitable<error_code> append_on_disk(std::optional<TempFile>& file,
                                           const std::string& directory, std::string_view bytes) {
  if (!file) {
    file.emplace();
    if (const auto error = file->create(directory)) co_return error;
  }
  co_return file->append(bytes);
}

asio::awaitable<error_code> map_on_disk(TempFile& file) { co_return file.map(); }

}  // namespace

void BodyBuffer::start(std::uint64_t expected) {
  reset();
  const auto wanted = expected == 0 ? first_capacity : expected;
  grow(static_cast<std::size_t>(std::min<std::uint64_t>(wanted, place_.memory_limit)));
}

void BodyBuffer::grow(std::size_t capacity) {
  // Not zeroed: an announced body that never comes costs address space, not memory.
  auto memory = std::make_unique_for_overwrite<char[]>(capacity);
  if (used_ > 0) std::memcpy(memory.get(), memory_.get(), used_);
  memory_ = std::move(memory);
  capacity_ = capacity;
}

std::span<char> BodyBuffer::room() {
  if (used_ == capacity_ && capacity_ < place_.memory_limit)
    grow(std::min(std::max(capacity_ * 2, first_capacity), place_.memory_limit));
  return {memory_.get() + used_, capacity_ - used_};
}

asio::awaitable<error_code> BodyBuffer::flush() {
  const std::string_view bytes{memory_.get(), used_};
  const auto error =
      co_await asio::co_spawn(place_.disk->get_executor(),
                              append_on_disk(file_, place_.directory, bytes), asio::use_awaitable);
  used_ = 0;
  co_return error;
}

asio::awaitable<error_code> BodyBuffer::finish() {
  if (!file_) co_return error_code{};
  if (used_ > 0) {
    const auto error = co_await flush();
    if (error) co_return error;
  }
  memory_.reset();
  capacity_ = 0;
  co_return co_await asio::co_spawn(place_.disk->get_executor(), map_on_disk(*file_),
                                    asio::use_awaitable);
}

std::string_view BodyBuffer::view() const {
  if (file_) return file_->view();
  return {memory_.get(), used_};
}

void BodyBuffer::reset() {
  memory_.reset();
  capacity_ = used_ = 0;
  file_.reset();
}

}  // namespace crosstown::http
