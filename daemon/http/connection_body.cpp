// How a connection receives a body that did not come with its head.
#include <algorithm>
#include <cstring>
#include <utility>

#include "daemon/http/connection.h"
#include "daemon/http/worker.h"

namespace crosstown::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Head and body together up to here are one piece of memory, and nothing is copied.
constexpr std::size_t in_place_limit = 16 * 1024;
constexpr std::size_t chunk_room = 16 * 1024;

asio::mutable_buffer to_buffer(std::span<char> room, std::uint64_t at_most) {
  return {room.data(), static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), at_most))};
}

}  // namespace

// Here and in connection.cpp no co_await stands in a condition: GCC 12 makes coroutines of some
// such that crash. Each has a local of its own.

// Only now, after before_body() agreed, is a client that waits told to go on (RFC 9110 10.1.1).
asio::awaitable<Connection::Step> Connection::read_body() {
  const auto& head = parser_.head();
  if (head.expect_continue && in_.size() == head.size) {
    pending_ = "HTTP/1.1 100 Continue\r\n\r\n";
    pending_body_ = {};
    bool sent = send_now();
    if (!sent) sent = co_await send_rest();
    if (!sent) co_return Step::quit;
    enter(Phase::receiving);
  }
  body_arrived(in_.size() - head.size);
  if (head.chunked) co_return co_await read_chunked();
  const auto size = *head.content_length;
  if (size <= in_place_limit && head.size + size <= in_place_limit)
    co_return co_await read_in_place(head.size + static_cast<std::size_t>(size));
  co_return co_await read_sized(size);
}

asio::awaitable<Connection::Step> Connection::read_in_place(std::size_t wanted) {
  if (in_.capacity() < wanted && !make_room(wanted)) co_return no_room();
  while (in_.size() < wanted) {
    const auto room = in_.room();
    const auto [error, bytes] = co_await stream_->read_some(to_buffer(room, room.size()));
    if (error) co_return lost(error);
    in_.commit(bytes);
    body_arrived(bytes);
  }
  fill_request();
  const auto head_size = parser_.head().size;
  request_.body = in_.bytes().substr(head_size, wanted - head_size);
  used_ = wanted;
  co_return Step::handle;
}

asio::awaitable<Connection::Step> Connection::read_sized(std::uint64_t size) {
  if (!body_.start(size)) co_return no_room();
  const auto first = in_.bytes().substr(used_);  // less than `size`: else it were complete
  used_ += first.size();
  const bool stored = co_await store(first);
  if (!stored) co_return no_room();
  auto left = size - first.size();
  while (left > 0) {
    if (body_.room().empty()) {
      const auto error = co_await body_.flush();
      if (error) co_return no_room();
    }
    const auto [error, bytes] = co_await stream_->read_some(to_buffer(body_.room(), left));
    if (error) co_return lost(error);
    body_.commit(bytes);
    body_arrived(bytes);
    left -= bytes;
  }
  co_return co_await finish_body();
}

asio::awaitable<Connection::Step> Connection::read_chunked() {
  const auto head_size = parser_.head().size;
  std::uint64_t total = 0;
  std::size_t at = head_size;  // in in_
  if (!body_.start(0)) co_return no_room();
  chunks_.reset();
  for (;;) {
    const auto step = chunks_.step(in_.bytes().substr(at));
    at += step.consumed;
    if (step.result == ChunkDecoder::Result::bad) co_return refuse(400, "bad chunk");
    if (step.result == ChunkDecoder::Result::done) break;
    if (step.result == ChunkDecoder::Result::data) {
      total += step.data.size();
      if (total > max_body_) co_return refuse(413, "body too large");
      const bool stored = co_await store(step.data);
      if (!stored) co_return no_room();
      continue;
    }
    in_.erase(head_size, at - head_size);  // all of it is decoded: the space is used again
    at = head_size;
    if (in_.room().size() < chunk_room / 4 && !make_room(head_size + chunk_room))
      co_return no_room();
    const auto room = in_.room();
    const auto [error, bytes] = co_await stream_->read_some(to_buffer(room, room.size()));
    if (error) co_return lost(error);
    in_.commit(bytes);
    body_arrived(bytes);
  }
  used_ = at;
  fill_request();
  co_return co_await finish_body();
}

asio::awaitable<bool> Connection::store(std::string_view bytes) {
  while (!bytes.empty()) {
    if (body_.room().empty()) {
      const auto error = co_await body_.flush();
      if (error) co_return false;
    }
    const auto room = body_.room();
    const auto size = std::min(room.size(), bytes.size());
    std::memcpy(room.data(), bytes.data(), size);
    body_.commit(size);
    bytes.remove_prefix(size);
  }
  co_return true;
}

asio::awaitable<Connection::Step> Connection::finish_body() {
  const auto error = co_await body_.finish();
  if (error) co_return no_room();
  request_.body = body_.view();
  co_return Step::handle;
}

// The answer is out; what is left of the body goes nowhere.
asio::awaitable<bool> Connection::skip_unread() {
  enter(Phase::receiving);
  in_.erase(0, used_);  // all of in_: more of the body is still to come
  used_ = 0;
  while (unread_ > 0) {
    const auto [error, bytes] = co_await stream_->read_some(to_buffer(in_.room(), unread_));
    if (error) {
      gone_ = true;
      co_return false;
    }
    unread_ -= bytes;
    body_arrived(bytes);
  }
  co_return true;
}

// The disk failed, or all connections together hold what they may.
Connection::Step Connection::no_room() { return refuse(503, "no room for the request"); }

bool Connection::make_room(std::size_t capacity) {
  return in_.grow(capacity, [this](const char* from, std::size_t size, const char* to) {
    parser_.head().rebase(from, size, to);
  });
}

// Whoever sends at min_body_rate or faster is never too slow.
void Connection::body_arrived(std::size_t bytes) {
  body_received_ += bytes;
  const std::chrono::milliseconds earned(body_received_ * 1000 / shared_.settings.min_body_rate);
  deadline_ = began_ + shared_.settings.slow_request + earned;
}

}  // namespace crosstown::http
