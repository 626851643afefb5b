// One answer of an SMTP or LMTP server (RFC 5321 section 4.2, RFC 3463 for the enhanced code).
#pragma once

#include <string>
#include <string_view>

namespace crosstown::mail {

// 2xx: done; 4xx: the sender keeps the mail and tries again; 5xx: never, the author is told.
struct Reply {
  int code = 250;
  std::string_view enhanced;  // a literal: "2.1.5"; empty where the protocol has none (220, 354)
  std::string text;           // one line of printable ASCII

  friend bool operator==(const Reply&, const Reply&) = default;

  [[nodiscard]] bool positive() const { return code < 400; }
  [[nodiscard]] bool temporary() const { return code >= 400 && code < 500; }
};

}  // namespace crosstown::mail
