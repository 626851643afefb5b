// How a connection answers: refusals, and sending.
#include <algorithm>
#include <utility>

#include "daemon/http/connection.h"
#include "daemon/http/response.h"
#include "daemon/http/worker.h"

namespace crosstown::http {
namespace {

namespace asio = boost::asio;

// Up to here a body is copied behind the head, to leave in one system call.
constexpr std::size_t copied_body = 16 * 1024;
// A refused body of up to this size is read and dropped, so that the connection can stay.
constexpr std::uint64_t skipped_body = 64 * 1024;

}  // namespace

// The handler does not want this request. Its body is skipped, if that is cheap and certain.
Connection::Step Connection::decline(Response answer) {
  const auto& head = parser_.head();
  answer_ = std::move(answer);
  if (answer_.status >= 400) shared_.handler.refused(answer_.status, "before its body");
  say_when_to_retry();
  const auto size = head.content_length.value_or(0);
  const auto here = std::min<std::uint64_t>(size, in_.size() - head.size);
  used_ += static_cast<std::size_t>(here);
  unread_ = size - here;
  answer_.close = head.chunked || head.expect_continue || unread_ > skipped_body;
  return Step::answer;
}

// HTTP itself refuses: where the next request begins is unknown or not worth finding out.
Connection::Step Connection::refuse(int status, std::string_view reason) {
  shared_.handler.refused(status, reason);
  body_.reset();  // others may need what it holds sooner than this connection is closed
  answer_ = plain_answer(status, reason);
  answer_.close = true;
  say_when_to_retry();
  return Step::answer;
}

// What went wrong is for the log; the client is told that it is our fault, and no more.
Connection::Step Connection::failed(std::string_view what) {
  shared_.handler.refused(500, what);
  answer_ = plain_answer(500, "internal error");
  answer_.close = true;
  return Step::answer;
}

void Connection::say_when_to_retry() {
  if (answer_.status != 503) return;
  answer_.headers.emplace_back("Retry-After", std::to_string(shared_.settings.retry_after.count()));
}

bool Connection::write_answer() {
  const auto& head = parser_.head();
  Framing framing;
  framing.http11 = head.http11;
  framing.keep_alive = head.keep_alive && !answer_.close && !worker_->stopping();
  framing.date = worker_->date();
  if (answer_.follow) {
    framing.end = answer_.status == 101 ? BodyEnd::raw
                  : head.http11         ? BodyEnd::chunked
                                        : BodyEnd::closed;
    if (framing.end != BodyEnd::chunked) framing.keep_alive = false;
  }
  out_.clear();
  append_head(out_, answer_, framing);
  pending_body_ = {};
  if (head.method != "HEAD" && !answer_.follow && status_has_body(answer_.status)) {
    if (answer_.body.size() <= copied_body) {
      out_ += answer_.body;
    } else {
      pending_body_ = answer_.body;
    }
  }
  pending_ = out_;
  return framing.keep_alive;
}

bool Connection::send_now() {
  for (auto* part : {&pending_, &pending_body_}) {
    if (part->empty()) continue;
    const auto [error, bytes] = stream_->try_write(asio::buffer(*part));
    part->remove_prefix(bytes);
    if (!part->empty()) return false;  // send_rest() waits, or meets the error again
  }
  return true;
}

asio::awaitable<bool> Connection::send_rest() {
  for (auto* part : {&pending_, &pending_body_}) {
    while (!part->empty()) {
      enter(Phase::sending);
      const auto [error, bytes] = co_await stream_->write_some(asio::buffer(*part));
      if (error || expired_) {
        gone_ = true;
        co_return false;
      }
      part->remove_prefix(bytes);
    }
  }
  co_return true;
}

}  // namespace crosstown::http
