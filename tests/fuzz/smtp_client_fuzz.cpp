// What a relay may say: whatever it is, each mail gets one fate, and nothing of a later answer is
// believed before TLS. The first byte chooses the settings and the pieces.
#include <algorithm>
#include <cstdint>

#include "channels/email/smtp_client.h"
#include "tests/fuzz/check.h"

using namespace crosstown::mail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = 1 + data[0] / 8;
  ClientSettings settings;
  settings.must_encrypt = (data[0] & 1) != 0;
  if ((data[0] & 2) != 0) settings.user = settings.password = "crosstown";
  SmtpClient client(settings);
  ComposedMail mail;
  mail.sender = "311@riverbend.example";
  mail.recipient = "maria@example.org";
  mail.bytes = "Subject: x\r\n\r\n.\r\n";
  bool encrypted = false, lost = false;
  std::size_t sent = 0, settled = 0;
  std::string_view input;
  for (std::size_t steps = 0; steps < 4 * size + 100; ++steps) {
    const ClientEvent event = client.next(input);
    const bool password = client.output().find("AUTH ") != std::string::npos;
    FUZZ_CHECK(!password || encrypted);
    client.output().clear();
    if (std::holds_alternative<client_event::Closed>(event)) break;
    if (std::holds_alternative<client_event::StartTls>(event)) {
      FUZZ_CHECK(input.empty());
      encrypted = true;
      client.tls_started();
    } else if (std::holds_alternative<client_event::Idle>(event)) {
      FUZZ_CHECK(encrypted || !settings.must_encrypt);
      if (sent == 5) {
        client.quit();
      } else {
        ++sent;
        client.send(mail);
      }
    } else if (std::holds_alternative<client_event::Settled>(event)) {
      ++settled;
    } else {
      FUZZ_CHECK(input.empty() && !lost);
      lost = bytes.empty();
      if (lost) client.lost("the line is gone");
      input = bytes.substr(0, piece);
      bytes.remove_prefix(input.size());
    }
  }
  FUZZ_CHECK(sent == settled);
  return 0;
}
