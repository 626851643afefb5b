#include "router/places/csv.h"

#include <algorithm>

namespace crosstown::places {
namespace {

// Bytes: what a quoted field has at most. A longer one is a quote that somebody forgot.
constexpr std::size_t longest_quoted = 4096;

}  // namespace

CsvReader::CsvReader(std::string_view bytes) : bytes_(bytes) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (bytes_.starts_with(byte_order_mark)) bytes_.remove_prefix(byte_order_mark.size());
}

bool CsvReader::next() {
  while (at_ < bytes_.size()) {
    read_record();
    const bool is_blank = fields_.size() == 1 && fields_.front().empty();
    if (broken_ || !is_blank) return true;
  }
  return false;
}

void CsvReader::read_record() {
  fields_.clear();
  unquoted_.clear();
  broken_ = false;
  begin_ = at_;
  line_ = next_line_;
  while (read_field()) {
  }
  if (broken_)
    resync();
  else
    end_line();
}

bool CsvReader::read_field() {
  if (at_ < bytes_.size() && bytes_[at_] == '"') {
    if (!quoted_field()) {
      broken_ = true;
      return false;
    }
  } else {
    const std::size_t end = std::min(bytes_.find_first_of(",\r\n", at_), bytes_.size());
    fields_.push_back(bytes_.substr(at_, end - at_));
    at_ = end;
  }
  if (at_ == bytes_.size() || bytes_[at_] != ',') return false;
  ++at_;
  return true;
}

bool CsvReader::quoted_field() {
  const std::size_t begin = ++at_;
  std::string* joined = nullptr;
  std::size_t from = begin;  // not yet in `joined`
  const std::string_view reach = bytes_.substr(0, std::min(begin + longest_quoted, bytes_.size()));
  for (;;) {
    const std::size_t quote = reach.find('"', at_);
    if (quote == std::string_view::npos) return false;
    at_ = quote + 1;
    if (at_ < bytes_.size() && bytes_[at_] == '"') {
      if (!joined) joined = &unquoted_.emplace_back();
      joined->append(bytes_.substr(from, at_ - from));
      from = ++at_;
      continue;
    }
    const std::string_view rest = bytes_.substr(from, quote - from);
    if (joined) joined->append(rest);
    fields_.push_back(joined ? std::string_view(*joined) : rest);
    return at_ == bytes_.size() ||
           std::string_view(",\r\n").find(bytes_[at_]) != std::string_view::npos;
  }
}

// Line breaks within quotes count, too.
void CsvReader::end_line() {
  const std::string_view record = bytes_.substr(begin_, at_ - begin_);
  next_line_ += static_cast<std::size_t>(std::count(record.begin(), record.end(), '\n')) + 1;
  if (at_ < bytes_.size() && bytes_[at_] == '\r') ++at_;
  if (at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
}

void CsvReader::resync() {
  at_ = std::min(bytes_.find('\n', begin_), bytes_.size());
  if (at_ < bytes_.size()) ++at_;
  ++next_line_;
}

}  // namespace crosstown::places
