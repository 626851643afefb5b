// A request's record in Redis, as library.lua writes it.
#pragma once

#include <string>
#include <string_view>

#include "router/message/message.h"

namespace crosstown {

struct RequestRecord {
  std::string tracking;
  std::string status;  // received, taken, in-progress, closed
  std::string queue;
  std::string type;
  std::string priority;
  std::string channel;
  Time opened{};
  std::string conversation{};  // empty: no resident is known
};

// "status|queue|type|priority|channel|opened|conversation|place"; what is missing stays empty.
[[nodiscard]] RequestRecord read_record(std::string tracking, std::string_view text);

// Unix milliseconds in decimal digits; the epoch where there are none.
[[nodiscard]] Time time_of(std::string_view digits);

}  // namespace crosstown
