// The body of a request as JSON, by simdjson's DOM, which picks the fast code at run time.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <optional>
#include <string_view>

#include "channels/channel.h"

namespace crosstown {

// Common bodies share one parser a thread, so there is one JsonBody at a time on a thread. What
// root() gives lives as long as this.
class JsonBody {
 public:
  static constexpr std::size_t max_depth = 32;

  explicit JsonBody(std::string_view bytes);
  JsonBody(const JsonBody&) = delete;
  JsonBody& operator=(const JsonBody&) = delete;

  [[nodiscard]] simdjson::simdjson_result<simdjson::dom::element> root() const { return root_; }

 private:
  std::optional<simdjson::dom::parser> own_;
  simdjson::simdjson_result<simdjson::dom::element> root_;
};

// Why such a body is refused; INCORRECT_TYPE says that `expected` ("a JSON object") was. For a
// request that is known to be ours: its signature was right, or an operator vouches for it.
[[nodiscard]] Refusal unreadable_json(simdjson::error_code error, std::string_view expected);

}  // namespace crosstown
