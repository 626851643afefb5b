// A client's bytes to LMTP and SMTP: what is said and which mails come out must not hang on how the
// bytes were cut. The first byte chooses the pieces.
#include <cstdint>

#include "tests/channels/email/dialogue.h"
#include "tests/fuzz/check.h"

using namespace crosstown::mail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const Protocol protocol : {Protocol::lmtp, Protocol::smtp}) {
    SessionSettings settings;
    settings.protocol = protocol;
    settings.max_size = 200;
    settings.max_recipients = 3;
    const Heard whole = play(settings, bytes, bytes.size(), bytes.size());
    const Heard pieces = play(settings, bytes, data[0] % 16, 1 + data[0] / 16);
    FUZZ_CHECK(whole.said == pieces.said);
    FUZZ_CHECK(whole.mails == pieces.mails);
    FUZZ_CHECK(whole.dropped == pieces.dropped && whole.closed == pieces.closed);
    FUZZ_CHECK(whole.mails.size() <= 64 * bytes.size() + 200);
  }
  return 0;
}
