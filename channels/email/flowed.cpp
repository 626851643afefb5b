#include "channels/email/flowed.h"

#include <algorithm>

namespace crosstown::mail {
namespace {

struct Line {
  std::size_t depth = 0;  // of quoting
  bool stuffed = false;
  std::string_view words;
  bool flows = false;  // into the next one
};

Line read_line(std::string_view text) {
  Line line;
  while (text.starts_with('>')) {
    ++line.depth;
    text.remove_prefix(1);
  }
  line.stuffed = text.starts_with(' ');  // section 4.4
  if (line.stuffed) text.remove_prefix(1);
  line.flows = text.ends_with(' ') && text != "-- ";  // section 4.3
  line.words = text;
  return line;
}

}  // namespace

std::string unflow(std::string_view text, bool delete_space) {
  std::string out;
  out.reserve(text.size());
  bool flowing = false;
  std::size_t depth = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    Line line = read_line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool joins = flowing && line.depth == depth && line.words != "-- ";
    if (!joins) {
      if (flowing) out += '\n';
      out.append(line.depth, '>');
      if (line.depth > 0) out += ' ';
      // The writer's own: a control character, which goes with all others later, keeps it from
      // looking like history.
      if (line.depth == 0 && line.stuffed && line.words.starts_with('>')) out += '\x01';
    }
    if (line.flows && delete_space) line.words.remove_suffix(1);
    out += line.words;
    flowing = line.flows;
    depth = line.depth;
    if (!flowing) out += '\n';
  }
  return out;
}

}  // namespace crosstown::mail
