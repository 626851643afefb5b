// Reads one HTTP/1.1 answer (RFC 9112). Only what a webhook's answer needs: a Content-Length body.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

namespace crosstown::load {

struct Response {
  int status = 0;
  std::string_view body;   // into the bytes that were read
  bool keep_alive = true;  // false: the server will close the connection
  std::size_t size = 0;    // of the whole answer
};
struct Incomplete {};
struct Malformed {};  // not HTTP/1.1, or chunked: this client can say nothing about it

[[nodiscard]] std::variant<Response, Incomplete, Malformed> read_response(std::string_view bytes);

}  // namespace crosstown::load
