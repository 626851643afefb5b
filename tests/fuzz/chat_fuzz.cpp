// A widget's bytes: what is said and wished must not hang on how the bytes were cut. The first byte
// chooses the pieces; the second whether what follows are frames' payloads (split at line ends), so
// that the fuzzer reaches the messages without learning to mask.
#include <cstdint>

#include "tests/channels/chat/client_frames.h"
#include "tests/channels/chat/dialogue.h"
#include "tests/fuzz/check.h"

using namespace crosstown::chat;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  std::string bytes(rest);
  if (data[1] % 2 == 0) {
    bytes.clear();
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      bytes += client_frame(rest.substr(0, end));
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
  }
  const Limits limits{.max_text = 20};
  const Heard whole = play(bytes, bytes.size(), limits);
  const Heard pieces = play(bytes, 1 + data[0] % 16, limits);
  FUZZ_CHECK(whole.said == pieces.said);
  FUZZ_CHECK(whole.wishes == pieces.wishes && whole.closed == pieces.closed);
  FUZZ_CHECK(whole.wishes.empty() || whole.wishes.starts_with("0 "));  // a Hello
  // What it says by itself is bounded by what it hears: an answer for each frame.
  FUZZ_CHECK(whole.said.size() <= 100 * bytes.size() + 100);
  return 0;
}
