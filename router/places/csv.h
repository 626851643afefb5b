// Comma-separated values (RFC 4180): quoted fields with doubled quotes and line breaks in them,
// CRLF or LF, with or without a byte order mark.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown::places {

// `bytes` must outlive it. Linear.
class CsvReader {
 public:
  explicit CsvReader(std::string_view bytes);

  // The next record; empty lines are passed over. False: there is none.
  [[nodiscard]] bool next();
  // Of the record, as long as it is the current one.
  [[nodiscard]] const std::vector<std::string_view>& fields() const { return fields_; }
  // Where it begins, from 1.
  [[nodiscard]] std::size_t line() const { return line_; }
  // A quote is not closed, or something stands behind one; the fields are not worth reading. The
  // reader goes on at the next line, so that one forgotten quote does not swallow the rest.
  [[nodiscard]] bool is_broken() const { return broken_; }

 private:
  void read_record();
  bool read_field();  // true: another one follows
  bool quoted_field();
  void end_line();
  void resync();

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of the record
  std::size_t line_ = 0;
  std::size_t next_line_ = 1;
  bool broken_ = false;
  std::vector<std::string_view> fields_;
  std::deque<std::string>
      unquoted_;  // fields that had doubled quotes; a deque: they stay where they are
};

}  // namespace crosstown::places
