// One HTTP connection, from accept to close: requests one after the other, pipelined ones included.
//
//   serve ──► head ──► before_body ──► body ──► handle ──► answer ──┐      (connection.cpp)
//     ▲         │           │            │ in place, in memory,     │      (connection_body.cpp)
//     │         └► 400 …    └► 404 …     │ in a file                │      (connection_answer.cpp)
//     └──────────────── keep-alive ◄─────┴──────────── follow ◄─────┘      (connection_follow.cpp)
//
// A small request costs one read, one handler and one write: no timer, no allocation of ours, no
// coroutine but this one and the handler's.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/intrusive/list_hook.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/http/body.h"
#include "daemon/http/chunked.h"
#include "daemon/http/client.h"
#include "daemon/http/handler.h"
#include "daemon/http/input_buffer.h"
#include "daemon/http/parser.h"
#include "daemon/http/shared.h"
#include "daemon/http/stream.h"
#include "daemon/http/tasks.h"

namespace crosstown::http {

class Worker;
using Clock = std::chrono::steady_clock;
using Tick = Clock::time_point;

using ConnectionHook =
    boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

// Owned by its coroutine; the worker's list only refers to it. One thread.
class Connection : public ConnectionHook {
 public:
  Connection(std::shared_ptr<Worker> worker, std::unique_ptr<Stream> stream, Client client);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  static boost::asio::awaitable<void> run(std::unique_ptr<Connection> self);
  // There is no room: 503, and goodbye.
  static boost::asio::awaitable<void> turn_away(std::unique_ptr<Connection> self);

  // None of these resumes the coroutine: what waits is cancelled, and finds out why later.
  void check_deadline(Tick now);
  void stop_gently();
  void abort();

 private:
  enum class Phase { idle, receiving, handling, sending, following, leaving };
  // What comes next for a request.
  enum class Step {
    read,    // more bytes are needed
    handle,  // the request is complete
    answer,  // answer_ is the answer already
    quit,    // the other side is gone, or has nothing to say
  };

  [[nodiscard]] boost::asio::awaitable<bool> open();
  [[nodiscard]] boost::asio::awaitable<void> serve();
  [[nodiscard]] boost::asio::awaitable<void> leave();

  void begin_request();
  [[nodiscard]] Step parse_head();
  [[nodiscard]] Step take_head_bytes(const boost::system::error_code& error, std::size_t bytes);
  [[nodiscard]] Step look_once_more();
  [[nodiscard]] Step judge_head();
  [[nodiscard]] Step lost(const boost::system::error_code& error);
  void fill_request();
  void find_client();
  void end_request();

  // connection_body.cpp
  [[nodiscard]] boost::asio::awaitable<Step> read_body();
  [[nodiscard]] boost::asio::awaitable<Step> read_in_place(std::size_t wanted);
  [[nodiscard]] boost::asio::awaitable<Step> read_sized(std::uint64_t size);
  [[nodiscard]] boost::asio::awaitable<Step> read_chunked();
  [[nodiscard]] boost::asio::awaitable<bool> store(std::string_view bytes);
  [[nodiscard]] boost::asio::awaitable<Step> finish_body();
  [[nodiscard]] boost::asio::awaitable<bool> skip_unread();
  [[nodiscard]] Step no_room();
  [[nodiscard]] bool make_room(std::size_t capacity);
  void body_arrived(std::size_t bytes);

  // connection_answer.cpp
  [[nodiscard]] Step decline(Response answer);
  [[nodiscard]] Step refuse(int status, std::string_view reason);
  [[nodiscard]] Step failed(std::string_view what);
  void say_when_to_retry();
  // Returns whether the connection goes on after this answer.
  [[nodiscard]] bool write_answer();
  [[nodiscard]] bool send_now();
  [[nodiscard]] boost::asio::awaitable<bool> send_rest();

  // connection_follow.cpp
  class Follower;
  [[nodiscard]] boost::asio::awaitable<bool> follow();
  void tell_follower();
  void forget_request();

  void enter(Phase phase);

  std::shared_ptr<Worker> worker_;
  Shared& shared_;
  TaskToken task_;
  std::unique_ptr<Stream> stream_;
  const Client client_;

  Phase phase_ = Phase::idle;
  bool expired_ = false;  // the deadline passed since the phase began
  bool gone_ = false;     // nothing can be said any more: no goodbye
  Tick deadline_ = Tick::max();
  Tick began_;                       // of the request being received
  std::uint64_t body_received_ = 0;  // bytes
  std::uint64_t requests_ = 0;       // answered

  InputBuffer in_;
  RequestParser parser_;
  ChunkDecoder chunks_;
  BodyBuffer body_;
  std::size_t used_ = 0;      // bytes of in_ that belong to this request
  std::uint64_t unread_ = 0;  // bytes of its body that nobody wants
  std::uint64_t max_body_ = 0;

  Peer peer_;
  HttpRequest request_;
  std::string public_url_;
  Response answer_;
  std::string out_;
  std::string_view pending_, pending_body_;  // of out_ and answer_, not sent yet
  Follower* follower_ = nullptr;             // while an answer goes on after its head
};

}  // namespace crosstown::http
