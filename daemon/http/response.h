// Writes the head of a response into a reused string.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/http/handler.h"

namespace crosstown::http {

// How the end of a body is found; `raw`: there is none, another protocol follows.
enum class BodyEnd { sized, chunked, closed, raw };

struct Framing {
  bool http11 = true;  // of the request
  bool keep_alive = true;
  BodyEnd end = BodyEnd::sized;
  std::string_view date;  // IMF-fixdate
};

// RFC 9110 section 6.4.1: these never have a body.
[[nodiscard]] inline bool status_has_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

// Status line to empty line. Content-Length, if it is sized, is that of response.body, which the
// caller sends (or, for HEAD, does not). Control characters in header values become spaces: no
// value can add a line.
void append_head(std::string& out, const Response& response, const Framing& framing);

// An error answer: one short reason as plain text.
[[nodiscard]] Response plain_answer(int status, std::string_view reason);

// To OPTIONS, and to a method that is not among them: `allow` is a list like "POST, OPTIONS".
[[nodiscard]] Response options_answer(std::string allow);
[[nodiscard]] Response method_not_allowed(std::string allow);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).
[[nodiscard]] std::string http_date(std::int64_t unix_seconds);

}  // namespace crosstown::http
