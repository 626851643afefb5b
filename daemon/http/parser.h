// The head of an HTTP/1.x request, parsed where it lies: nothing is copied, nothing allocated in
// steady state. Stricter than RFC 9112 demands wherever leniency is how requests are smuggled.
// Beast does the lexing; it is only included by the .cpp. No socket, no coroutine: fuzzed as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "channels/http_request.h"

namespace crosstown::http {

// Why HTTP itself refuses a request. `reason` is static text, fit for the sender.
struct Refused {
  int status = 0;
  std::string_view reason;
};

// Views into the bytes given to RequestParser::feed.
struct RequestHead {
  std::string_view method;
  std::string_view target;  // origin form, or "*"; an absolute form is reduced to its path
  std::string_view host;
  std::vector<Header> headers;
  std::optional<std::uint64_t> content_length;
  std::size_t size = 0;  // bytes of the head, the empty line included
  bool http11 = true;
  bool keep_alive = true;
  bool chunked = false;
  bool expect_continue = false;

  [[nodiscard]] bool has_body() const { return chunked || content_length.value_or(0) > 0; }
  // `length` bytes at `from` were copied to `to`: every view into them follows.
  void rebase(const char* from, std::size_t length, const char* to);
};

struct ParserLimits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t target_bytes = 8 * 1024;
  std::size_t headers = 100;
};

class RequestParser {
 public:
  explicit RequestParser(const ParserLimits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  enum class State { more, done, refused };
  // `bytes`: everything received of this request so far, from its first byte; may be followed by
  // its body. Before bytes that were fed are moved, tell head().rebase(). When refused, the
  // connection cannot be used further: where the next request starts is unknown.
  [[nodiscard]] State feed(std::string_view bytes);
  [[nodiscard]] Refused refusal() const;
  [[nodiscard]] RequestHead& head();
  // For the next request on the connection.
  void reset();

  // Gives its memory back; it is of no further use.
  void let_go();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crosstown::http
