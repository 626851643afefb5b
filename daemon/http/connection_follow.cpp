// How a connection goes on after an answer's head: a body in pieces, or another protocol.
#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "daemon/http/connection.h"
#include "daemon/http/worker.h"

namespace crosstown::http {

namespace asio = boost::asio;

namespace {

// RFC 9112 section 7.1.
std::string chunk_of(std::string_view bytes) {
  char size[16];
  std::string chunk(size, std::to_chars(size, size + sizeof size, bytes.size(), 16).ptr);
  chunk.append("\r\n").append(bytes).append("\r\n");
  return chunk;
}

}  // namespace

class Connection::Follower final : public Wire {
 public:
  explicit Follower(Connection& connection)
      : connection_(connection),
        chunked_(connection.answer_.status != 101 && connection.parser_.head().http11) {
    connection_.follower_ = this;
  }
  ~Follower() override { connection_.follower_ = nullptr; }
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  asio::awaitable<bool> send(std::string bytes) override {
    if (connection_.gone_) co_return false;
    if (bytes.empty()) co_return true;  // an empty chunk would be the last
    if (chunked_) bytes = chunk_of(bytes);
    const bool sent = co_await pass(std::move(bytes));
    co_return sent;
  }

  asio::awaitable<std::size_t> receive(std::span<char> room) override {
    InputBuffer& in = connection_.in_;
    if (const auto left = in.bytes().substr(connection_.used_); !left.empty()) {
      const std::size_t bytes = std::min(left.size(), room.size());
      std::memcpy(room.data(), left.data(), bytes);
      connection_.used_ += bytes;
      co_return bytes;
    }
    if (connection_.gone_) co_return 0;
    if (!std::exchange(forgot_, true)) connection_.forget_request();
    const asio::mutable_buffer buffer(room.data(), room.size());
    const auto [error, bytes] = co_await connection_.stream_->read_some(buffer);
    if (error) end();
    co_return error ? 0 : bytes;
  }

  bool is_ending() const override { return ending_; }
  void cut() override { connection_.abort(); }
  void when_ending(std::function<void()> wake) override { wake_ = std::move(wake); }

  asio::awaitable<bool> finish() {
    if (connection_.gone_) co_return false;
    if (!chunked_) co_return true;
    std::string last_chunk = "0\r\n\r\n";
    const bool sent = co_await pass(std::move(last_chunk));
    co_return sent;
  }

  void end() {
    if (std::exchange(ending_, true)) return;
    if (auto wake = std::exchange(wake_, nullptr)) wake();
  }

 private:
  asio::awaitable<bool> pass(std::string bytes) {
    connection_.pending_ = bytes;
    connection_.pending_body_ = {};
    bool sent = connection_.send_now();
    if (!sent) sent = co_await connection_.send_rest();
    connection_.enter(Phase::following);
    if (!sent) end();
    co_return sent;
  }

  Connection& connection_;
  const bool chunked_;
  bool ending_ = false;
  bool forgot_ = false;
  std::function<void()> wake_;
};

// False: the connection is of no further use.
asio::awaitable<bool> Connection::follow() {
  enter(Phase::following);
  Follower follower(*this);
  if (worker_->stopping()) follower.end();
  try {
    auto following = answer_.follow(follower);
    co_await std::move(following);
  } catch (const std::exception& bug) {
    shared_.handler.refused(500, bug.what());
    gone_ = true;
  }
  const bool whole = co_await follower.finish();
  co_return whole;
}

// Behind a 101 there are no requests any more. Ten thousand sockets that mostly wait should not
// hold what it took to begin them.
void Connection::forget_request() {
  request_ = {};
  answer_.headers = {};
  out_ = {};
  parser_.let_go();
  used_ = 0;
  in_.let_go();
}

void Connection::tell_follower() { follower_->end(); }

}  // namespace crosstown::http
