#include "daemon/http/connection.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "daemon/http/forwarded.h"
#include "daemon/http/response.h"
#include "daemon/http/worker.h"

namespace crosstown::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t first_buffer = 4 * 1024;
// A connection that has not asked yet has this long when the server stops: its first request is
// probably on the way, and unlike a later one it would not be repeated by the client.
constexpr std::chrono::milliseconds first_request_grace{1000};

asio::mutable_buffer to_buffer(std::span<char> room) { return {room.data(), room.size()}; }

}  // namespace

Connection::Connection(std::shared_ptr<Worker> worker, std::unique_ptr<Stream> stream,
                       Client client)
    : worker_(std::move(worker)),
      shared_(worker_->shared()),
      task_(shared_.tasks),
      stream_(std::move(stream)),
      client_(std::move(client)),
      began_(worker_->now()),
      in_(std::min(first_buffer, shared_.settings.max_header_bytes), shared_.body_place.memory),
      parser_(shared_.parser_limits),
      body_(shared_.body_place),
      peer_(client_.peer) {
  shared_.connections.fetch_add(1, std::memory_order_relaxed);
}

Connection::~Connection() { shared_.connections.fetch_sub(1, std::memory_order_relaxed); }

asio::awaitable<void> Connection::run(std::unique_ptr<Connection> self) {
  // Not `if (co_await a()) co_await b();`: GCC 12 makes a coroutine of it that crashes.
  const bool opened = co_await self->open();
  if (opened) co_await self->serve();
  co_await self->leave();
}

asio::awaitable<void> Connection::turn_away(std::unique_ptr<Connection> self) {
  self->answer_ = plain_answer(503, "too many connections");
  self->answer_.close = true;
  self->say_when_to_retry();
  (void)self->write_answer();
  if (self->send_now()) co_await self->leave();
}

asio::awaitable<bool> Connection::open() {
  enter(Phase::receiving);
  const auto error = co_await stream_->handshake();
  gone_ = error.failed();
  co_return !gone_;
}

asio::awaitable<void> Connection::serve() {
  for (;;) {
    begin_request();
    Step step = parse_head();
    while (step == Step::read) {
      const auto [error, bytes] = co_await stream_->read_some(to_buffer(in_.room()));
      step = take_head_bytes(error, bytes);
    }
    if (step == Step::handle) step = judge_head();
    if (step == Step::read) step = co_await read_body();
    if (step == Step::quit) co_return;
    if (step == Step::handle) {
      enter(Phase::handling);
      try {
        answer_ = co_await shared_.handler.handle(request_, peer_);
      } catch (const std::exception& bug) {
        step = failed(bug.what());
      }
    }
    const bool goes_on = write_answer();
    bool sent = send_now();
    if (!sent) sent = co_await send_rest();
    if (sent && answer_.follow && parser_.head().method != "HEAD") sent = co_await follow();
    if (!sent || !goes_on) co_return;
    if (unread_ > 0) {
      const bool skipped = co_await skip_unread();
      if (!skipped) co_return;
    }
    end_request();
  }
}

// Closing with unread bytes in the socket makes the kernel send a reset, which can overtake the
// answer: so half of the connection is closed, and the other side gets time to do the same.
asio::awaitable<void> Connection::leave() {
  if (gone_) co_return;
  enter(Phase::leaving);
  const auto unheard = co_await stream_->say_goodbye();
  (void)unheard;
  while (!expired_ && !gone_) {
    in_.erase(0, in_.size());
    const auto [error, bytes] = co_await stream_->discard_some(to_buffer(in_.room()));
    if (error) co_return;
  }
}

void Connection::enter(Phase phase) {
  const auto& settings = shared_.settings;
  const Tick now = worker_->now();
  phase_ = phase;
  expired_ = false;
  switch (phase) {
    case Phase::idle:
      deadline_ = now + (requests_ == 0 ? settings.slow_request : settings.idle_timeout);
      return;
    case Phase::receiving:
      began_ = now;
      body_received_ = 0;
      deadline_ = now + settings.slow_request;
      return;
    case Phase::handling:
    case Phase::following: deadline_ = Tick::max(); return;
    case Phase::sending: deadline_ = now + settings.write_stall; return;
    case Phase::leaving: deadline_ = now + settings.linger; return;
  }
}

void Connection::check_deadline(Tick now) {
  if (now < deadline_) return;
  deadline_ = Tick::max();
  expired_ = true;
  stream_->cancel();
}

void Connection::stop_gently() {
  if (follower_) return tell_follower();
  if (phase_ != Phase::idle) return;
  if (requests_ > 0) {
    stream_->cancel();
  } else {
    deadline_ = std::min(deadline_, worker_->now() + first_request_grace);
  }
}

void Connection::abort() {
  gone_ = true;
  if (follower_) tell_follower();
  stream_->close();
}

void Connection::begin_request() {
  enter(in_.size() == 0 ? Phase::idle : Phase::receiving);
  if (phase_ == Phase::idle) in_.shrink();
}

Connection::Step Connection::parse_head() {
  if (in_.size() == 0) return worker_->stopping() && requests_ > 0 ? look_once_more() : Step::read;
  switch (parser_.feed(in_.bytes())) {
    case RequestParser::State::done: return Step::handle;
    case RequestParser::State::refused:
      return refuse(parser_.refusal().status, parser_.refusal().reason);
    case RequestParser::State::more: break;
  }
  const auto wanted = std::min(in_.capacity() * 2, shared_.settings.max_header_bytes);
  if (in_.room().empty() && !make_room(wanted)) return no_room();
  return Step::read;
}

Connection::Step Connection::take_head_bytes(const error_code& error, std::size_t bytes) {
  if (!error) {
    if (phase_ == Phase::idle) enter(Phase::receiving);
    in_.commit(bytes);
    return parse_head();
  }
  if (phase_ == Phase::idle && !expired_ && !gone_ && worker_->stopping()) return look_once_more();
  return lost(error);
}

// The server stops, and this connection was idle. A request that came meanwhile is answered still.
Connection::Step Connection::look_once_more() {
  const auto [error, bytes] = stream_->try_read(to_buffer(in_.room()));
  if (error || bytes == 0) return Step::quit;
  return take_head_bytes(error, bytes);
}

// Reading failed: too slow, or the other side went away.
Connection::Step Connection::lost(const error_code&) {
  if (expired_ && !gone_ && phase_ == Phase::receiving) return refuse(408, "too slow");
  gone_ = true;
  return Step::quit;
}

void Connection::fill_request() {
  const auto& head = parser_.head();
  request_.method = head.method;
  request_.target = head.target;
  request_.headers = head.headers;
  request_.body = {};
}

// Behind a trusted proxy each request has its own client.
void Connection::find_client() {
  const auto& head = parser_.head();
  if (client_.trusted_proxy) {
    peer_ = client_.peer;
    apply_forwarded(head.headers, shared_.proxies, peer_);
  }
  request_.public_url = shared_.settings.public_url;
  if (!request_.public_url.empty()) return;
  const auto told = client_.trusted_proxy ? forwarded_host(head.headers) : std::string_view{};
  public_url_ = peer_.secure ? "https://" : "http://";
  public_url_ += told.empty() ? head.host : told;
  request_.public_url = public_url_;
}

Connection::Step Connection::judge_head() {
  const auto& head = parser_.head();
  fill_request();
  find_client();
  used_ = head.size;
  BodyRule rule;
  try {
    rule = shared_.handler.before_body(request_, peer_);
  } catch (const std::exception& bug) {
    return failed(bug.what());
  }
  if (rule.answer) return decline(std::move(*rule.answer));
  if (head.content_length.value_or(0) > rule.max_body) return refuse(413, "body too large");
  max_body_ = rule.max_body;
  if (!head.has_body()) return Step::handle;
  if (head.chunked || in_.size() - head.size < *head.content_length) return Step::read;
  const auto size = static_cast<std::size_t>(*head.content_length);
  request_.body = in_.bytes().substr(head.size, size);
  used_ += size;
  return Step::handle;
}

void Connection::end_request() {
  ++requests_;
  in_.erase(0, used_);
  used_ = 0;
  unread_ = 0;
  parser_.reset();
  body_.reset();
  answer_ = Response{};
}

}  // namespace crosstown::http
