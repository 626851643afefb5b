// Text from outside made safe to keep (clean), and made comparable (fold).
#pragma once

#include <string>
#include <string_view>

namespace crosstown {

// Valid UTF-8, never dropped: each byte that is not part of a valid sequence becomes U+FFFD;
// controls (C0 except \n and \t, DEL, C1) become spaces, \r\n and \r become \n; bidi overrides and
// isolates (U+202A–202E, U+2066–2069) are taken out; white space at both ends is trimmed.
// Text that is clean already is returned as it is, without a copy, when passed by rvalue.
[[nodiscard]] std::string clean(std::string text);

// At most `limit` bytes, cut between two characters.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t limit);

// For matching: lower case (Latin, Greek, Cyrillic), accents taken off (á ñ ü ß ế …: Latin letters
// and combining accents), full-width forms to ASCII, typographic apostrophes, quotes, dashes and
// spaces to their ASCII form; what is invisible is left out, and Cyrillic or Greek letters in Latin
// words become the ones they look like. Other characters stay. Input must be valid UTF-8. Linear;
// never longer than the input.
[[nodiscard]] std::string fold(std::string_view text);
void fold_into(std::string_view text, std::string& out);  // reuses out's memory

}  // namespace crosstown
