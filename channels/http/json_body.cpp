#include "channels/http/json_body.h"

#include <fmt/format.h>

#include <string>

namespace crosstown {
namespace {

namespace dom = simdjson::dom;

// A parser keeps some ten times the size of what it has read. Common bodies share one a thread;
// one with photographs gets its own, so that a thread does not keep their memory.
constexpr std::size_t common_size = 64 * 1024;

}  // namespace

JsonBody::JsonBody(std::string_view bytes) : root_(simdjson::EMPTY) {
  if (bytes.empty()) return;
  thread_local dom::parser common;
  const bool large = bytes.size() > common_size;
  dom::parser& parser = large ? own_.emplace() : common;
  if (parser.capacity() == 0) {
    const auto error = parser.allocate(large ? bytes.size() : common_size, max_depth);
    if (error != simdjson::SUCCESS) {
      root_ = error;
      return;
    }
  }
  root_ = parser.parse(bytes.data(), bytes.size());  // of a padded copy
}

Refusal unreadable_json(simdjson::error_code error, std::string_view expected) {
  const auto malformed = [](std::string detail) {
    return Refusal{
        .code = RefusalCode::malformed, .detail = std::move(detail), .names_our_account = true};
  };
  switch (error) {
    case simdjson::MEMALLOC: return {.code = RefusalCode::overloaded, .detail = "out of memory"};
    case simdjson::UTF8_ERROR: return malformed("not UTF-8");
    case simdjson::DEPTH_ERROR:
      return malformed(fmt::format("nested deeper than {}", JsonBody::max_depth));
    case simdjson::INCORRECT_TYPE: return malformed(fmt::format("{} expected", expected));
    default: return malformed("not JSON");
  }
}

}  // namespace crosstown
