// Text in whatever charset a mail says, or fails to say, to UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace crosstown::mail {

// Never fails: what the charset does not know becomes U+FFFD. Names are taken for what mail
// programs mean by them (encoding.spec.whatwg.org, "Names and labels"): "iso-8859-1" is
// windows-1252, "gb2312" GB 18030. Without a charset, with "us-ascii" or one that nobody knows:
// UTF-8 if the bytes are that, else windows-1252; so too where "utf-8" is said and not one such
// character is there. Linear; the result has at most three bytes for each.
[[nodiscard]] std::string to_utf8(std::string bytes, std::string_view charset);

// The character of that byte; U+FFFD where it has none.
[[nodiscard]] char32_t windows_1252(unsigned char byte);

}  // namespace crosstown::mail
