// Any bytes become clean text, once and for all; clean text folds to a form that folds to itself.
#include <simdjson.h>

#include <cstdint>
#include <string>

#include "router/message/text.h"
#include "tests/fuzz/check.h"

namespace {

bool valid(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string cleaned = crosstown::clean({reinterpret_cast<const char*>(data), size});
  FUZZ_CHECK(valid(cleaned));
  FUZZ_CHECK(crosstown::clean(cleaned) == cleaned);
  for (const char c : cleaned)
    FUZZ_CHECK(c < 0 || (c >= ' ' && c != 0x7F) || c == '\n' || c == '\t');

  const std::string folded = crosstown::fold(cleaned);
  FUZZ_CHECK(valid(folded));
  FUZZ_CHECK(folded.size() <= cleaned.size());
  FUZZ_CHECK(crosstown::fold(folded) == folded);
  for (const char c : folded) FUZZ_CHECK(c < 'A' || c > 'Z');

  const std::string_view half = crosstown::cut(cleaned, cleaned.size() / 2);
  FUZZ_CHECK(valid(half) && half.size() <= cleaned.size() / 2 &&
             half.size() + 4 > cleaned.size() / 2);
  return 0;
}
