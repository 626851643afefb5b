// The format of one quarantined request: a line of JSON, then the raw body.
//
//   {"format":1,"id":"…","channel":"…","time":1795363445123,"code":"bad_signature","detail":"…",
//    "method":"POST","target":"…","public_url":"…","peer":"…","headers":[["Name","value"],…],
//    "body_size":123,"body_sha256":"…"}\n
//   <body_size bytes>
//
// `time` is Unix milliseconds. What came over the wire may be any bytes; JSON strings hold them
// with each byte as the character of that number (ISO-8859-1), so that they come back as they were.
#pragma once

#include <string>
#include <string_view>

#include "daemon/quarantine/quarantine.h"

namespace crosstown {

// Ends with the line feed.
[[nodiscard]] std::string request_file_head(const std::string& id, const Suspect& suspect);

struct RequestFile {
  QuarantinedRequest request;  // without the body
  std::string body_sha256;
  std::uint64_t body_offset = 0;  // in the file
};

// Reads the head of the file that should hold request `id` of `channel`. Faults: not_found, damaged
// (also when its size is not what the head says), disk.
[[nodiscard]] QuarantineResult<RequestFile> read_request_head(const disk::Readable& file,
                                                              std::string_view channel,
                                                              std::string_view id);

// Longer heads are not written, and are damage when read. A listener's limit on all headers is far
// smaller.
inline constexpr std::size_t max_request_head = 256 * 1024;

// "203.0.113.77" becomes "203.0.113.0/24", "2001:db8:7::1" becomes "2001:db8:7::/48": enough to see
// whether it was the provider, too little to name a household. Anything else becomes empty.
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace crosstown
