// A mail taken apart, by GMime: header fields, the words to read, everything else as attachments.
// What the words mean (history, threads, machines) is read elsewhere.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "channels/email/mime_guard.h"
#include "router/message/message.h"

namespace crosstown::mail {

struct Field {
  std::string name;   // lower case
  std::string value;  // unfolded; not decoded (RFC 2047), but valid UTF-8
};

struct MimeMail {
  std::vector<Field> fields;  // of the mail itself, in order
  std::string text;           // UTF-8, lines end with LF; out of HTML where there is no plain text
  std::vector<Attachment> attachments;  // with their bytes, decoded
  std::string delivery_status;          // message/delivery-status of a report (RFC 3464)
  std::string returned;                 // header fields of the mail that a report is about
  bool report = false;                  // multipart/report
  bool disposition = false;             // … that says whether it was read (RFC 8098)
  bool encrypted = false;  // S/MIME or PGP; what can be read of it lies in the attachments
  bool was_html = false;   // the text was made out of HTML
  bool damaged = false;    // not all could be read, or a limit was met: keep the raw mail

  // The first field of that name (lower case), or an empty view.
  [[nodiscard]] std::string_view field(std::string_view name) const;
};

// Any bytes are fine: what cannot be read is left out, and said so. Time and memory are linear in
// the mail's size. Any thread; blocks for as long as it computes (25 MB: some tenths of a second).
[[nodiscard]] MimeMail read_mime(std::string_view raw, const MimeLimits& limits = {});

// RFC 2047's encoded words; the result is UTF-8 in one line.
[[nodiscard]] std::string decode_words(std::string_view value);

struct Address {
  std::string name;
  std::string address;
};
// The first mailbox in a field like From; empty if there is none.
[[nodiscard]] Address first_address(std::string_view value);

}  // namespace crosstown::mail
