// The daemon as a client of others: providers' interfaces, a city's own programs. HTTP/1.1 over TLS
// (or in the clear, where the URL says so), with connections that are kept for the next call.
//
// What it refuses: redirects are answers like others; addresses that are not public, unless the
// configuration allows them (address_rules.h), looked at on the address that is connected to; an
// answer beyond its bound; anything that takes longer than it may. Certificates are always checked.
//
// All on one executor, which is one thread; call() may be called from any.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace crosstown::http {

struct HttpClientSettings {
  std::chrono::milliseconds connect_timeout{5000};  // finding the name, connecting, TLS
  std::chrono::milliseconds timeout{30'000};        // the whole call
  std::chrono::milliseconds idle{30'000};           // then a connection that nobody uses is closed
  std::size_t idle_per_host = 4;                    // connections that are kept
  std::size_t calls_per_host = 16;                  // at once; more wait, within their time
  std::size_t max_head = 64 << 10;                  // bytes of an answer's head
  std::size_t max_body = 1 << 20;                   // bytes of its body, unless the call says more
  std::vector<std::string> allowed;                 // addresses and blocks that are not public
  std::string ca_file;                              // PEM, beside the system's; empty: none
};

struct OutgoingCall {
  std::string method;
  std::string url;  // https://… or http://…, no fragment
  std::vector<std::pair<std::string, std::string>> headers;  // no Host, no Content-Length
  std::string body;
  std::size_t max_body = 0;  // of the answer, bytes; 0: the settings'
};

struct OutgoingAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  // The first of that name (ASCII case-insensitive), or an empty view.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

enum class CallTrouble {
  bad_call,    // the URL or a header is none: it will never work
  unresolved,  // the name is not known
  forbidden,   // all its addresses are not public
  connect,     // nobody listens, or nobody answers in time
  tls,         // no handshake, or a certificate that is not right
  timeout,     // the call took longer than it may
  too_large,   // the answer is
  broken,      // the connection was cut, or what came is not HTTP
  stopped,     // the daemon ends
};
[[nodiscard]] std::string_view to_text(CallTrouble trouble);

struct CallFailure {
  CallTrouble trouble = CallTrouble::broken;
  // Whether the other side may have got the request. False: it certainly has not got all of it, so
  // that it may be sent again.
  bool sent = false;
  std::string detail;  // for the log: no address of a resident, no secret
};

using CallResult = std::variant<OutgoingAnswer, CallFailure>;

class HttpClient {
 public:
  // Throws std::runtime_error (ca_file) or std::invalid_argument (allowed).
  HttpClient(boost::asio::any_io_executor executor, const HttpClientSettings& settings);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // From any thread. A call whose kept connection turns out to be closed is made again on a fresh
  // one where its method is idempotent (RFC 9110 section 9.2.2), and only there.
  [[nodiscard]] boost::asio::awaitable<CallResult> call(OutgoingCall call);

  // From any thread: calls under way end with `stopped`, further ones at once.
  void stop();

  // On the executor: connections that are kept now.
  [[nodiscard]] std::size_t idle_connections() const;

 private:
  class Pool;
  const std::shared_ptr<Pool> pool_;
};

}  // namespace crosstown::http
