// The query of an address, decoded; and a time as people write it there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "channels/http/form.h"
#include "router/message/message.h"

namespace crosstown {

class QueryValues {
 public:
  // Past Form::max_fields it counts as empty.
  explicit QueryValues(std::string_view target);
  [[nodiscard]] std::string_view operator[](std::string_view name) const { return form_[name]; }
  // From 1 to `most`; `usual` where there is none, or no number.
  [[nodiscard]] std::size_t number(std::string_view name, std::size_t usual,
                                   std::size_t most) const;

 private:
  Form form_;
};

// What stands in one segment of a path: "%2B18015550123" → "+18015550123"; a plus stays one.
[[nodiscard]] std::string path_text(std::string_view segment);

// RFC 3339 in UTC, "2026-11-22T16:04:05Z" with or without a fraction.
[[nodiscard]] std::optional<Time> parse_time(std::string_view text);

}  // namespace crosstown
