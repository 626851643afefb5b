// What a mail belongs to: the mails it answers, and the request it names.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "channels/email/mime.h"

namespace crosstown::mail {

// "<a@b> <c@d>" → "a@b", "c@d": Message-IDs without brackets, of at most 250 bytes each. Past 40,
// the first and the last ones (RFC 5322 section 3.6.4 lets them grow without end).
[[nodiscard]] std::vector<std::string> message_ids(std::string_view value);

// The tracking number that a mail names, in its canonical form, or empty: by the address it came to
// ("311+26-0001234-9@…"), else by the mails it answers, where these are ours ("<….26-0001234-9@…">
// under one of `domains`), the last first; else by its subject. Only numbers with a right check
// digit are taken for one.
struct ThreadMarks {
  std::string_view recipient;
  std::string_view in_reply_to;             // without brackets
  std::span<const std::string> references;  // without brackets
  std::string_view subject;
};
[[nodiscard]] std::string named_request(const ThreadMarks& marks,
                                        std::span<const std::string> domains);

}  // namespace crosstown::mail
