#include "channels/email/server_reply.h"

#include <algorithm>

namespace crosstown::mail {
namespace {

// RFC 5321 section 4.5.3.1.5 allows 512; some say more.
constexpr std::size_t longest_line = 2048, most_lines = 100, longest_words = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string printable(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return out;
}

}  // namespace

std::string ServerReply::words() const {
  std::string out = std::to_string(code);
  for (const std::string& line : lines) {
    if (!line.empty()) out.append(" ").append(line);
    if (out.size() > longest_words) break;
  }
  out.resize(std::min(out.size(), longest_words));
  return out;
}

ReplyReader::State ReplyReader::next(std::string_view& input) {
  while (!input.empty()) {
    const std::size_t end = input.find('\n');
    const std::string_view part = input.substr(0, end == std::string_view::npos ? end : end + 1);
    input.remove_prefix(part.size());
    line_ += part;
    if (line_.size() > longest_line) return State::broken;
    if (end == std::string_view::npos) break;
    const State state = take_line();
    line_.clear();
    if (state != State::more) return state;
  }
  return State::more;
}

ReplyReader::State ReplyReader::take_line() {
  std::string_view line = line_;
  line.remove_suffix(line.ends_with("\r\n") ? 2 : 1);
  const bool has_code = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) &&
                        is_digit(line[2]);
  if (!has_code || (line.size() > 3 && line[3] != ' ' && line[3] != '-')) return State::broken;
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if (done_) reply_ = {code, {}};
  if (code != reply_.code || reply_.lines.size() == most_lines) return State::broken;
  reply_.lines.push_back(printable(line.substr(std::min<std::size_t>(4, line.size()))));
  done_ = line.size() == 3 || line[3] == ' ';
  return done_ ? State::whole : State::more;
}

}  // namespace crosstown::mail
