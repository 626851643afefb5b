// The arguments of MAIL and RCPT: a path in angle brackets and ESMTP parameters (RFC 5321 section
// 4.1.2; RFC 6531 section 3.3 for addresses in UTF-8).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown::mail {

struct Parameter {
  std::string_view name;  // as sent; compare without case
  std::string_view value;
};

// Views into the line that was read.
struct PathAndParameters {
  std::string_view mailbox;  // "maria@example.org", without brackets and route; empty: <>
  std::vector<Parameter> parameters;
};

// Reads what follows "MAIL FROM:" or "RCPT TO:"; a space after the colon is let pass, as everybody
// does. A source route ("<@a,@b:user@c>") is read and left out (RFC 5321 appendix C). Sizes are
// those of section 4.5.3.1, and UTF-8 in addresses must be valid; whether the sender announced it
// is the caller's to ask. Empty: this is no path.
[[nodiscard]] std::optional<PathAndParameters> read_path(std::string_view text);

// "311+x@riverbend.example" → "311+x" and "riverbend.example"; without an "@", all is local.
struct Mailbox {
  std::string_view local;
  std::string_view domain;
};
[[nodiscard]] Mailbox split_mailbox(std::string_view mailbox);

[[nodiscard]] bool is_ascii(std::string_view text);

}  // namespace crosstown::mail
