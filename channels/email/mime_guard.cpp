#include "channels/email/mime_guard.h"

#include <algorithm>

namespace crosstown::mail {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; }

bool contains(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return lower(a) == b; }) != text.end();
}

// "Name:", with the characters of RFC 5322 section 2.2.
bool is_field(std::string_view line) {
  const auto* const end = std::find_if(line.begin(), line.end(),
                                       [](char c) { return c <= ' ' || c > '~' || c == ':'; });
  return end != line.begin() && end != line.end() && *end == ':';
}

bool is_continuation(std::string_view line) {
  return line.starts_with(' ') || line.starts_with('\t');
}

// Follows where a parser can meet header fields: at the top, behind whatever looks like a boundary,
// and behind the blank line of a part that is a message itself.
class Guard {
 public:
  explicit Guard(const MimeLimits& limits) : limits_(limits) {}

  // False: with this line it is too much.
  bool take(std::string_view line, std::size_t size) {
    if (line.starts_with("--")) {
      begin_block();
      return true;
    }
    if (!in_fields_) return true;
    if (fields_in_block_ == 0 && (line.empty() || is_field(line)) && ++parts_ > limits_.parts)
      return false;
    if (line.empty()) {
      in_fields_ = has_message_;
      begin_block_if(has_message_);
      return true;
    }
    if (is_field(line)) {
      ++fields_;
    } else if (!is_continuation(line) && fields_in_block_ > 0) {
      in_fields_ = false;
      return true;
    }
    ++fields_in_block_;
    block_bytes_ += size;
    if (contains(line, "boundary")) ++multiparts_;
    if (!has_message_ && contains(line, "message")) {
      has_message_ = true;
      if (!top_) ++messages_;
    }
    return block_bytes_ <= limits_.header_bytes && fields_ <= limits_.fields &&
           multiparts_ <= limits_.multiparts && messages_ <= limits_.messages;
  }

 private:
  void begin_block() { begin_block_if(true); }
  void begin_block_if(bool begins) {
    if (!begins) return;
    in_fields_ = true;
    has_message_ = top_ = false;
    block_bytes_ = fields_in_block_ = 0;
  }

  const MimeLimits& limits_;
  bool in_fields_ = true;
  bool top_ = true;  // its Message-ID is no message
  bool has_message_ = false;
  std::size_t block_bytes_ = 0;
  std::size_t fields_in_block_ = 0;
  std::size_t fields_ = 0;
  std::size_t parts_ = 0;
  std::size_t multiparts_ = 0;
  std::size_t messages_ = 0;
};

}  // namespace

std::size_t sane_prefix(std::string_view raw, const MimeLimits& limits) {
  Guard guard(limits);
  std::size_t at = 0;
  while (at < raw.size()) {
    const std::size_t end = std::min(raw.find('\n', at), raw.size() - 1) + 1;
    std::string_view line = raw.substr(at, end - at);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (!guard.take(line, end - at)) return at;
    at = end;
  }
  return raw.size();
}

}  // namespace crosstown::mail
