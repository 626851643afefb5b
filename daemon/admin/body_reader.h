// What a caller sent as JSON, read member by member; the first mistake becomes the answer.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/handler.h"

namespace crosstown {

class BodyReader {
 public:
  // An empty body counts as {}.
  explicit BodyReader(std::string_view body);

  // Empty: it is not there (or null). Of another type, or longer than `most` bytes: a mistake.
  [[nodiscard]] std::string text(std::string_view name, std::size_t most);
  [[nodiscard]] std::string required_text(std::string_view name, std::size_t most);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, std::int64_t least,
                                                    std::int64_t most);
  [[nodiscard]] std::optional<double> number(std::string_view name);
  // The member as a body of its own; nothing: it is not there.
  [[nodiscard]] std::optional<simdjson::dom::object> object(std::string_view name);
  // From now on the members of that object are read.
  void enter(simdjson::dom::object object) { object_ = object; }

  // Set: 400 with the first mistake. Members that nobody asked for are passed over.
  [[nodiscard]] const std::optional<http::Response>& problem() const { return problem_; }
  void mistake(std::string_view name, std::string_view what);

 private:
  [[nodiscard]] std::optional<simdjson::dom::element> find(std::string_view name);

  simdjson::dom::parser parser_;
  simdjson::dom::object object_;
  bool empty_ = true;
  std::optional<http::Response> problem_;
};

}  // namespace crosstown
