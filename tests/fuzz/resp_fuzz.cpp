// Any bytes from Redis, in two pieces and in one: the same replies, and reading them is safe
// whatever they are.
#include <cstdint>
#include <string>

#include "router/store/resp.h"
#include "tests/fuzz/check.h"

using namespace crosstown;

namespace {

void append_seen(std::string& seen, const Reply& reply) {
  seen += reply.is_error() ? 'e' : reply.is_array() ? 'a' : reply.is_nil() ? 'n' : 'o';
  seen += reply.text();
  seen += std::to_string(reply.integer());
  for (std::size_t i = 0; i <= reply.size(); ++i) (seen += '|') += reply.text_at(i);
  seen += '\n';
}

// False: the reader is broken.
bool take(ReplyReader& reader, std::string_view bytes, std::string& seen) {
  reader.feed(bytes);
  for (;;) {
    Reply reply;
    const auto state = reader.next(reply);
    if (state != ReplyReader::State::reply) return state == ReplyReader::State::more;
    append_seen(seen, reply);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t split = data[0] % size;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  ReplyReader whole, halves;
  std::string at_once, in_pieces;
  const bool good = take(whole, bytes, at_once);
  const bool first = take(halves, bytes.substr(0, split), in_pieces);
  const bool both = first && take(halves, bytes.substr(split), in_pieces);
  FUZZ_CHECK(good == both);
  FUZZ_CHECK(at_once == in_pieces);
  return 0;
}
