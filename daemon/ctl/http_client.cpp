#include "daemon/ctl/http_client.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <exception>
#include <optional>

namespace crosstown::ctl {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
namespace bhttp = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Step = HttpFailure::Step;
// Unix and TCP sockets behind one type: every further stream type would instantiate Beast again.
using Socket = asio::generic::stream_protocol::socket;
using Request = bhttp::request<bhttp::string_body>;

constexpr std::uint64_t max_reply = 16 << 20;
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

HttpResult failed(Step step, error_code error) { return HttpFailure{step, error}; }

Request request_of(const HttpCall& call, const std::string& target, const std::string& host) {
  Request request;
  request.version(11);
  request.method_string(call.method);
  request.target(target);
  request.set(bhttp::field::host, host);
  request.set(bhttp::field::user_agent, "crosstownctl/" CROSSTOWN_VERSION);
  request.set(bhttp::field::connection, "close");
  if (!call.content_type.empty()) request.set(bhttp::field::content_type, call.content_type);
  for (const auto& [name, value] : call.headers) request.set(name, value);
  request.body() = call.body;
  request.prepare_payload();
  return request;
}

template <class Stream>
asio::awaitable<HttpResult> exchange(Stream& stream, const Request& request) {
  const auto [write_error, written] = co_await bhttp::async_write(stream, request, as_values);
  boost::beast::flat_buffer buffer;
  bhttp::response_parser<bhttp::string_body> parser;
  parser.body_limit(max_reply);
  // Also after a failed write: who refuses a body answers and closes without reading all of it.
  const auto [read_error, read] = co_await bhttp::async_read(stream, buffer, parser, as_values);
  if (read_error) co_return failed(Step::exchange, write_error ? write_error : read_error);
  HttpReply reply;
  reply.status = static_cast<int>(parser.get().result_int());
  reply.content_type = std::string(parser.get()[bhttp::field::content_type]);
  reply.body = std::move(parser.get().body());
  co_return HttpResult(std::move(reply));
}

using Take = std::function<bool(std::string_view piece)>;

asio::awaitable<HttpResult> follow(Socket& stream, const Request& request, const Take& take) {
  const auto [write_error, written] = co_await bhttp::async_write(stream, request, as_values);
  boost::beast::flat_buffer buffer;
  bhttp::response_parser<bhttp::string_body> parser;
  parser.body_limit(boost::none);
  parser.eager(true);
  HttpReply reply;
  for (bool more = true; more && !parser.is_done();) {
    const auto [error, read] = co_await bhttp::async_read_some(stream, buffer, parser, as_values);
    if (error) co_return failed(Step::exchange, write_error ? write_error : error);
    if (!parser.is_header_done()) continue;
    reply.status = static_cast<int>(parser.get().result_int());
    std::string& body = parser.get().body();
    if (reply.status != 200) {
      if (body.size() > max_reply) co_return failed(Step::exchange, bhttp::error::body_limit);
      continue;
    }
    more = take(body);
    body.clear();
  }
  reply.content_type = std::string(parser.get()[bhttp::field::content_type]);
  reply.body = std::move(parser.get().body());
  co_return HttpResult(std::move(reply));
}

// For a route to itself the kernel takes the address that was called as the caller's, too; only
// 127.0.0.2 and its like are called from 127.0.0.1.
bool leads_to_this_machine(const tcp::socket& socket) {
  error_code error;
  const auto there = socket.remote_endpoint(error).address();
  const auto here = socket.local_endpoint(error).address();
  return !error && (there.is_loopback() || there == here);
}

bool is_ip_address(const std::string& host) {
  error_code error;
  asio::ip::make_address(host, error);
  return !error;
}

asio::awaitable<HttpResult> talk_tls(tcp::socket socket, const Url& url, const Request& request) {
  const bool checked = !leads_to_this_machine(socket);
  ssl::context context(ssl::context::tls_client);
  ssl::stream<Socket> stream(Socket(std::move(socket)), context);
  if (checked) {
    context.set_default_verify_paths();
    stream.set_verify_mode(ssl::verify_peer);
    stream.set_verify_callback(ssl::host_name_verification(url.host));
  } else {
    stream.set_verify_mode(ssl::verify_none);
  }
  if (!is_ip_address(url.host)) {  // RFC 6066 section 3: no addresses in server_name
    SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());
  }
  const auto [error] = co_await stream.async_handshake(ssl::stream_base::client, as_values);
  if (error) co_return failed(Step::handshake, error);
  HttpResult result = co_await exchange(stream, request);
  if (result) result->certificate_checked = checked;
  co_return result;
}

asio::awaitable<HttpResult> talk_tcp(asio::io_context& io, const Url& url, const Request& request) {
  tcp::resolver resolver(io);
  const auto [find_error, found] = co_await resolver.async_resolve(url.host, url.port, as_values);
  if (find_error) co_return failed(Step::find, find_error);
  tcp::socket socket(io);
  const auto [error, endpoint] = co_await asio::async_connect(socket, found, as_values);
  if (error) co_return failed(Step::connect, error);
  if (url.tls) co_return co_await talk_tls(std::move(socket), url, request);
  Socket plain(std::move(socket));
  co_return co_await exchange(plain, request);
}

// `take`: null, where the answer is wanted whole.
asio::awaitable<HttpResult> talk_unix(asio::io_context& io,
                                      const asio::local::stream_protocol::endpoint& endpoint,
                                      const Request& request, const Take* take) {
  asio::local::stream_protocol::socket socket(io);
  const auto [error] = co_await socket.async_connect(endpoint, as_values);
  if (error) co_return failed(Step::connect, error);
  Socket plain(std::move(socket));
  if (take) co_return co_await follow(plain, request, *take);
  co_return co_await exchange(plain, request);
}

HttpResult run(asio::io_context& io, asio::awaitable<HttpResult> talk,
               std::chrono::milliseconds timeout) {
  std::optional<HttpResult> outcome;
  const auto keep = [&outcome](const std::exception_ptr& bug, HttpResult result) {
    if (bug) std::rethrow_exception(bug);
    outcome.emplace(std::move(result));
  };
  asio::co_spawn(io, std::move(talk), keep);
  io.run_for(timeout);
  if (!outcome) return failed(Step::wait, asio::error::timed_out);
  return *std::move(outcome);
}

HttpResult at_unix(const std::string& path, const HttpCall& call, std::chrono::milliseconds timeout,
                   const Take* take) {
  asio::local::stream_protocol::endpoint endpoint;
  // sun_path holds 107 bytes; the endpoint throws for more.
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return failed(Step::connect, asio::error::name_too_long);
  }
  endpoint.path(path);
  const Request request = request_of(call, call.target, "localhost");
  asio::io_context io(1);
  return run(io, talk_unix(io, endpoint, request, take), timeout);
}

}  // namespace

HttpResult call_unix(const std::string& path, const HttpCall& call,
                     std::chrono::milliseconds timeout) {
  return at_unix(path, call, timeout, nullptr);
}

HttpResult stream_unix(const std::string& path, const HttpCall& call,
                       std::chrono::milliseconds timeout, const Take& take) {
  return at_unix(path, call, timeout, &take);
}

HttpResult call_url(const Url& url, const HttpCall& call, std::chrono::milliseconds timeout) {
  const Request request = request_of(call, url.target, url.authority);
  asio::io_context io(1);
  return run(io, talk_tcp(io, url, request), timeout);
}

std::string to_text(const HttpFailure& failure) {
  const error_code& error = failure.error;
  switch (failure.step) {
    case Step::wait: return "no answer within the time that --timeout gives";
    case Step::find: return "its name cannot be resolved: " + error.message();
    case Step::connect: return error.message();
    case Step::handshake: return "TLS: " + error.message();
    case Step::exchange: break;
  }
  if (error == bhttp::error::end_of_stream || error == bhttp::error::partial_message ||
      error == asio::error::connection_reset || error == asio::error::broken_pipe ||
      error == ssl::error::stream_truncated) {
    return "the connection was cut before the answer was whole";
  }
  if (error == bhttp::error::body_limit) return "the answer is larger than 16 MiB";
  return "the answer is not HTTP: " + error.message();
}

}  // namespace crosstown::ctl
