// What a Redis announces is bounded; the rest of the protocol is hiredis', and fuzzed.
#include "router/store/resp.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

using State = ReplyReader::State;

State next_of(ReplyReader& reader, std::string_view bytes) {
  reader.feed(bytes);
  Reply reply;
  return reader.next(reply);
}

std::string array_of(std::size_t elements) { return "*" + std::to_string(elements) + "\r\n"; }

TEST(ReplyReader, DoesNotAllocateWhatIsOnlyAnnounced) {
  for (const char* bytes : {"*199999990\r\n", "*2147483647\r\n", "*65537\r\n"}) {
    ReplyReader reader;
    EXPECT_EQ(next_of(reader, bytes), State::broken) << bytes;
  }
  ReplyReader reader;
  std::string nested = array_of(3);
  for (int i = 0; i < 3; ++i) {
    nested += array_of(30'000);
    for (int element = 0; element < 30'000; ++element) nested += ":1\r\n";
  }
  EXPECT_EQ(next_of(reader, nested), State::broken) << "all arrays of a reply together";
}

TEST(ReplyReader, EveryReplyHasItsOwnBound) {
  ReplyReader reader;
  std::string largest = array_of(ReplyReader::max_elements);
  for (std::size_t i = 0; i < ReplyReader::max_elements; ++i) largest += ":1\r\n";
  EXPECT_EQ(next_of(reader, largest), State::reply);
  EXPECT_EQ(next_of(reader, largest), State::reply);
  EXPECT_EQ(next_of(reader, array_of(ReplyReader::max_elements)), State::more);
}

}  // namespace
}  // namespace crosstown
