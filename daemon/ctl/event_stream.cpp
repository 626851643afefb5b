#include "daemon/ctl/event_stream.h"

#include <utility>

namespace crosstown::ctl {
namespace {

// "data: x" or "data:x" → "x"; nothing of another field.
bool read_field(std::string_view line, std::string_view name, std::string& value) {
  if (!line.starts_with(name) || line.substr(name.size(), 1) != ":") return false;
  line.remove_prefix(name.size() + 1);
  if (line.starts_with(' ')) line.remove_prefix(1);
  value = line;
  return true;
}

}  // namespace

void EventStream::feed(std::string_view piece,
                       const std::function<void(std::string_view data)>& take) {
  rest_ += piece;
  std::size_t from = 0;
  for (std::size_t end = 0; (end = rest_.find('\n', from)) != std::string::npos; from = end + 1)
    take_line(std::string_view(rest_).substr(from, end - from), take);
  rest_.erase(0, from);
}

void EventStream::take_line(std::string_view line,
                            const std::function<void(std::string_view data)>& take) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!line.empty()) {
    if (!read_field(line, "data", data_)) (void)read_field(line, "id", id_);
    return;
  }
  if (!id_.empty()) last_id_ = id_;
  if (const std::string data = std::exchange(data_, {}); !data.empty()) take(data);
}

}  // namespace crosstown::ctl
