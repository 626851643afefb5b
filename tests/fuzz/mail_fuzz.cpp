// A mail's bytes, taken apart and understood: what comes out is bounded by what went in, and clean.
#include <cstdint>

#include "channels/email/mail.h"
#include "router/message/normalise.h"
#include "tests/fuzz/check.h"

using namespace crosstown;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  static const mail::MailSettings settings{{"311@riverbend.example"}, {"mx.riverbend.example"}};
  static const mail::Envelope envelope{"maria@example.org", "311+26-0001234-9@riverbend.example"};

  mail::MimeMail mime = mail::read_mime(raw);
  std::size_t bytes = 0;
  for (const Attachment& each : mime.attachments) bytes += each.bytes.size();
  FUZZ_CHECK(mime.attachments.size() <= mail::MimeLimits{}.attachments);
  // A message within a message is written anew, with the fields that lay around it.
  FUZZ_CHECK(bytes <= 8 * size + 4096);
  FUZZ_CHECK(mime.text.size() <= 16 * size + 64);

  mail::Understood understood = mail::understand(std::move(mime), raw, envelope, settings);
  normalise(understood.message, {});
  const Message& message = understood.message;
  FUZZ_CHECK(!message.provider_id.empty() && message.provider_id.size() <= 255);
  FUZZ_CHECK(message.mail && message.mail->references.size() <= 40);
  FUZZ_CHECK(message.mail->quoted.size() <= 8 * 1024 && message.subject.size() <= 998);
  for (const Attachment& each : message.attachments)
    FUZZ_CHECK(each.name.find('/') == std::string::npos && each.name != "..");
  return 0;
}
