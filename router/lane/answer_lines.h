// What accept.lua answers: a line for each message, a letter and perhaps a text.
#pragma once

#include <algorithm>
#include <string_view>

#include "router/lane/delivery.h"

namespace crosstown {

// Takes the first line off; empty when none is left.
inline std::string_view next_line(std::string_view& lines) {
  const std::size_t end = lines.find('\n');
  const std::string_view line = lines.substr(0, end);
  lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  return line;
}

inline std::string_view text_of(std::string_view line) {
  return line.substr(std::min<std::size_t>(2, line.size()));
}

inline Fate fate_of(char letter) {
  switch (letter) {
    case 'n': return Fate::new_request;
    case 'f': return Fate::follow_up;
    case 'd': return Fate::duplicate;
    default: return Fate::failed;
  }
}

}  // namespace crosstown
