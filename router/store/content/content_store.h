// Where attachments, recordings, large bodies and raw mails lie, named by what they are: the
// SHA-256 of their bytes. So the same file sent a hundred times lies there once, an id cannot be
// guessed without the content, and nothing ever has to be changed in place.
//
// Every call blocks for as long as the disk (or a remote store) takes: call them on the disk
// thread, never on an I/O thread. Several threads may call at once.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "router/store/content/durable_file.h"

namespace crosstown {

enum class ContentFault {
  invalid_id,      // not 64 lower-case hex digits; nothing was looked up
  not_found,       // no such content
  quota_exceeded,  // the store is as full as it was allowed to become; nothing was written
  disk,            // the system said no: `cause` tells what and why (ENOSPC, EIO, EROFS …)
};

struct ContentError {
  ContentFault fault = ContentFault::disk;
  disk::Error cause;  // only with ContentFault::disk
};
template <class T>
using ContentResult = boost::system::result<T, ContentError>;

// The word for logs and metrics ("quota_exceeded"), and the whole story in one line.
[[nodiscard]] std::string_view name_of(ContentFault fault);
[[nodiscard]] std::string to_text(const ContentError& error);

// The id that `bytes` have in every store: SHA-256 (FIPS 180-4) in 64 lower-case hex digits.
[[nodiscard]] std::string content_id(std::string_view bytes);
// Ids come from outside (API paths, envelopes): no store touches a path before this is true.
[[nodiscard]] bool is_content_id(std::string_view id);

struct ContentUsage {
  std::uint64_t bytes = 0;  // sum of the contents' sizes, not of disk blocks
  std::uint64_t items = 0;
  std::uint64_t quota = 0;  // bytes
};

class ContentStore {
 public:
  virtual ~ContentStore() = default;

  // Keeps the bytes (in memory, or the view of a mapped file, which must not shrink meanwhile) and
  // gives their id. On return they are durable, whoever else is storing the same at this moment.
  // After an error nothing is promised, and the same call may be made again.
  [[nodiscard]] virtual ContentResult<std::string> put(std::string_view bytes) = 0;

  // A descriptor positioned at the start, and the size. Stays readable until it is closed. The
  // bytes are handed out as they lie there: who must be sure compares content_id().
  [[nodiscard]] virtual ContentResult<disk::Readable> open(std::string_view id) const = 0;

  [[nodiscard]] virtual ContentResult<bool> exists(std::string_view id) const = 0;

  // Does not block. Bytes and items are each exact, but read one after the other.
  [[nodiscard]] virtual ContentUsage usage() const = 0;
};

}  // namespace crosstown
