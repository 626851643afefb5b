// One HTTP/1.1 request and its answer, over a unix socket, TCP or TLS. Blocks the calling thread
// until the answer is whole, something fails, or the time is over; connections are not kept.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/ctl/url.h"

namespace crosstown::ctl {

struct HttpCall {
  std::string method;
  std::string target;
  std::string content_type;  // empty: there is no body
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // further ones
};

struct HttpReply {
  int status = 0;
  std::string content_type;
  std::string body;  // at most 16 MiB; more is a failure
  // False over TLS when the other side is this machine: see call_url().
  bool certificate_checked = true;
};

struct HttpFailure {
  enum class Step { find, connect, handshake, exchange, wait };
  Step step = Step::exchange;
  boost::system::error_code error;
};
// "it took longer than --timeout allows", "connect: Connection refused": for a person.
[[nodiscard]] std::string to_text(const HttpFailure& failure);

using HttpResult = boost::system::result<HttpReply, HttpFailure>;

// `timeout` is for the whole: connecting, sending, and the last byte of the answer.
[[nodiscard]] HttpResult call_unix(const std::string& path, const HttpCall& call,
                                   std::chrono::milliseconds timeout);

// The same for an answer that goes on: `take` gets its body piece by piece, and ends it by
// returning false. The reply's own body is empty then; of another status than 200 it is whole.
[[nodiscard]] HttpResult stream_unix(const std::string& path, const HttpCall& call,
                                     std::chrono::milliseconds timeout,
                                     const std::function<bool(std::string_view piece)>& take);

// `call.target` is not used: the URL has one. The certificate of an https URL is checked against
// the system's authorities, unless the connection leads back to this very machine: the listener
// there has a certificate for the city's public name, or one that only the proxy in front of it
// knows, and nobody can sit between. A name may take longer to resolve than `timeout`.
[[nodiscard]] HttpResult call_url(const Url& url, const HttpCall& call,
                                  std::chrono::milliseconds timeout);

}  // namespace crosstown::ctl
