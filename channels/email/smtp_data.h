// The text of a mail as it comes behind DATA: finds its end, takes the stuffed dots out, and hands
// the rest on in pieces that lie in the input, so that nothing is copied or gathered.
//
// The end is CR LF "." CR LF and nothing else. A CR without LF or an LF without CR anywhere makes
// the mail unfit (RFC 5321 section 2.3.8), since what the next server takes for an end may differ:
// that is how mails are smuggled in (CVE-2023-51764 and its kin). Such a mail is read to its real
// end and refused.
#pragma once

#include <cstdint>
#include <string_view>

namespace crosstown::mail {

class DataReader {
 public:
  struct Piece {
    std::string_view bytes;  // of the mail; may be empty. Lies in the input, or is a literal.
    bool end = false;        // the mail ended; what follows in the input are commands
  };

  // Takes bytes from the front of `input`: at least one, unless it is empty.
  [[nodiscard]] Piece next(std::string_view& input);

  [[nodiscard]] bool bare_line_end() const { return bare_line_end_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }  // handed out up to now

 private:
  // What was seen before the next byte. The first line begins behind the CRLF of "DATA".
  enum class Seen { line_start, dot, dot_cr, text, cr };

  Piece give(std::string_view bytes);
  Piece run_of_text(std::string_view& input);

  Seen seen_ = Seen::line_start;
  bool bare_line_end_ = false;
  std::uint64_t size_ = 0;
};

}  // namespace crosstown::mail
