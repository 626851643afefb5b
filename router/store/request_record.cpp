#include "router/store/request_record.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace crosstown {

Time time_of(std::string_view digits) {
  std::int64_t ms = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), ms);
  return Time(std::chrono::milliseconds(ms));
}

RequestRecord read_record(std::string tracking, std::string_view text) {
  const auto next = [&text] {
    const std::string_view field = text.substr(0, text.find('|'));
    text.remove_prefix(std::min(text.size(), field.size() + 1));
    return field;
  };
  RequestRecord record;
  record.tracking = std::move(tracking);
  record.status = next();
  record.queue = next();
  record.type = next();
  record.priority = next();
  record.channel = next();
  record.opened = time_of(next());
  record.conversation = next();
  return record;
}

}  // namespace crosstown
