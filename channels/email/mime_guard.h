// How much of a mail may be given to a MIME parser. Parsers build an object for each header field
// and part and go down one level for each multipart, so a mail of nothing else would cost many
// times its size, or the stack. What hostile mails are made of is counted first, in one pass
// without memory.
#pragma once

#include <cstddef>
#include <string_view>

namespace crosstown::mail {

struct MimeLimits {
  std::size_t header_bytes = 256 * 1024;  // of one block of header fields; Postfix lets 100 KB pass
  std::size_t fields = 5'000;             // in all blocks together
  std::size_t parts = 5'000;
  std::size_t multiparts = 50;  // that one may lie within another
  std::size_t messages = 50;    // message/rfc822 and the like
  std::size_t attachments = 100;
};

// The length of the longest prefix of `raw` within the limits; cut between two lines.
[[nodiscard]] std::size_t sane_prefix(std::string_view raw, const MimeLimits& limits);

}  // namespace crosstown::mail
