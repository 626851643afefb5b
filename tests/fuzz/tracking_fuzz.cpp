// What reads as a tracking number is the same number in its canonical form, and every number reads
// back.
#include <cstdint>
#include <cstring>
#include <string>

#include "router/message/tracking.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstown;
  if (const auto number = parse_tracking({reinterpret_cast<const char*>(data), size})) {
    FUZZ_CHECK(number->year >= 0 && number->year <= 99);
    FUZZ_CHECK(number->sequence >= 1 && number->sequence <= 999'999'999);
    FUZZ_CHECK(parse_tracking(to_text(*number)) == number);
  }
  std::uint32_t bits = 0;
  if (size < sizeof(bits) + 1) return 0;
  std::memcpy(&bits, data, sizeof(bits));
  const TrackingNumber made{data[sizeof(bits)] % 100, bits % 999'999'999 + 1};
  FUZZ_CHECK(parse_tracking(to_text(made)) == made);
  return 0;
}
