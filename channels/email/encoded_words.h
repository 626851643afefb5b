// RFC 2047's encoded words, where GMime needs help with them.
#pragma once

#include <string>
#include <string_view>

namespace crosstown::mail {

// Neighbours of one charset in base64 are one word, since programs cut between the bytes of a
// character; GMime joins them as they stand, and reads nothing behind the first one's padding.
[[nodiscard]] std::string joined_words(std::string_view value);

// Letters with their accents as one character where there is one (Unicode's NFC): Apple's programs
// write them apart, and words are looked for in the other form.
[[nodiscard]] std::string in_nfc(std::string text);

}  // namespace crosstown::mail
