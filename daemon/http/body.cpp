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

bool BodyBuffer::start(std::uint64_t expected) {
  reset();
  most_memory_ = place_.memory_limit;
  if (expected > 0 && expected < most_memory_) most_memory_ = static_cast<std::size_t>(expected);
  return grow();
}

bool BodyBuffer::grow() {
  const auto capacity = std::min(std::max(capacity_ * 2, first_capacity), most_memory_);
  if (capacity == capacity_ || !memory_share_.grow_to(capacity)) return false;
  auto memory = std::make_unique_for_overwrite<char[]>(capacity);
  if (used_ > 0) std::memcpy(memory.get(), memory_.get(), used_);
  memory_ = std::move(memory);
  capacity_ = capacity;
  return true;
}

std::span<char> BodyBuffer::room() {
  if (used_ == capacity_) (void)grow();  // where it cannot, the file takes what is here
  return {memory_.get() + used_, capacity_ - used_};
}

asio::awaitable<error_code> BodyBuffer::flush() {
  const std::string_view bytes{memory_.get(), used_};
  if (!file_share_.grow_to(file_share_.bytes() + used_))
    co_return make_error_code(boost::system::errc::no_space_on_device);
  const auto error =
      co_await asio::co_spawn(place_.disk.get_executor(),
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
  memory_share_.give_back();
  co_return co_await asio::co_spawn(place_.disk.get_executor(), map_on_disk(*file_),
                                    asio::use_awaitable);
}

std::string_view BodyBuffer::view() const {
  if (file_) return file_->view();
  return {memory_.get(), used_};
}

void BodyBuffer::reset() {
  memory_.reset();
  capacity_ = used_ = 0;
  memory_share_.give_back();
  file_.reset();
  file_share_.give_back();
}

}  // namespace crosstown::http
