// The parts of a mail's text, and HTML as text: nothing that a person wrote is lost, and nothing
// grows. The first byte chooses.
#include <algorithm>
#include <cstdint>

#include "channels/email/charset.h"
#include "channels/email/flowed.h"
#include "channels/email/html_text.h"
#include "channels/email/quoting.h"
#include "tests/fuzz/check.h"

using namespace crosstown::mail;

namespace {

std::size_t visible(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return c != ' ' && c != '\t' && c != '\n' && c != '\r';
  }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0: {
      const Written parts = split_text(text, data[0] & 4 ? "Fwd: x" : "Re: x");
      FUZZ_CHECK(visible(parts.text) + visible(parts.quoted) + visible(parts.signature) ==
                 visible(text));
      break;
    }
    case 1: FUZZ_CHECK(html_to_text(text).size() <= 20 * text.size() + 64); break;
    case 2: FUZZ_CHECK(unflow(text, data[0] & 4).size() <= 2 * text.size() + 2); break;
    default: {
      constexpr const char* charsets[] = {"utf-8", "iso-2022-jp", "gb18030", "utf-7",
                                          "",      "x",           "utf-16",  "euc-kr"};
      const std::string out = to_utf8(std::string(text), charsets[(data[0] / 4) % 8]);
      FUZZ_CHECK(out.size() <= 4 * text.size() + 8192);
    }
  }
  return 0;
}
