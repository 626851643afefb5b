#include "channels/email/smtp_data.h"

namespace crosstown::mail {

DataReader::Piece DataReader::give(std::string_view bytes) {
  size_ += bytes.size();
  return {bytes, false};
}

// As far as the text needs no decision: up to a dot at a line's start, or to the end of the input.
DataReader::Piece DataReader::run_of_text(std::string_view& input) {
  std::size_t i = 0;
  for (; i < input.size(); ++i) {
    const char c = input[i];
    if (seen_ == Seen::cr) {
      if (c == '\n') {
        seen_ = Seen::line_start;
        continue;
      }
      bare_line_end_ = true;
      seen_ = Seen::text;
    }
    if (c == '\r') {
      seen_ = Seen::cr;
    } else if (c == '\n') {
      bare_line_end_ = true;
      seen_ = Seen::text;  // not the start of a line: only CRLF makes one
    } else if (c == '.' && seen_ == Seen::line_start) {
      break;
    } else {
      seen_ = Seen::text;
    }
  }
  const std::string_view bytes = input.substr(0, i);
  input.remove_prefix(i);
  return give(bytes);
}

DataReader::Piece DataReader::next(std::string_view& input) {
  if (input.empty()) return {};
  const char c = input.front();
  switch (seen_) {
    case Seen::line_start:
      if (c != '.') break;
      input.remove_prefix(1);  // stuffed, or the end: it is no part of the mail either way
      seen_ = Seen::dot;
      return {};
    case Seen::dot:
      if (c == '\r') {
        input.remove_prefix(1);
        seen_ = Seen::dot_cr;
        return {};
      }
      seen_ = Seen::text;  // also a second dot: the first was stuffing
      break;
    case Seen::dot_cr:
      if (c == '\n') {
        input.remove_prefix(1);
        seen_ = Seen::line_start;
        return {{}, true};
      }
      seen_ = Seen::cr;  // a line with a stuffed nothing, and a bare CR
      return give("\r");
    case Seen::text:
    case Seen::cr: break;
  }
  return run_of_text(input);
}

}  // namespace crosstown::mail
