// The words of a reply by mail: in header fields (RFC 2047), as plain text and as HTML.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "channels/email/outgoing_mail.h"

namespace crosstown::mail {

// Without control characters and line ends, which could begin another field; cut to `limit` bytes
// between two characters.
[[nodiscard]] std::string in_one_line(std::string_view text, std::size_t limit);

// What a server said, with `address` blotted out wherever it stands, in whatever case.
[[nodiscard]] std::string without_address(std::string words, std::string_view address);

// For an unstructured field: ASCII as it is, else encoded words; in lines of at most 76 bytes, the
// first of which begins behind `used` bytes.
[[nodiscard]] std::string encoded(std::string_view text, std::size_t used);

// What stands before the address in From, with a space behind; empty: nothing.
[[nodiscard]] std::string display_name(std::string_view name);

// "<a@b>\n <c@d>": one a line.
[[nodiscard]] std::string in_lines(std::span<const std::string> ids);

// RFC 5322 section 3.3, in UTC.
[[nodiscard]] std::string mail_date(Time time);

[[nodiscard]] std::string plain_body(const OutgoingMail& mail);
[[nodiscard]] std::string html_body(const OutgoingMail& mail);

}  // namespace crosstown::mail
