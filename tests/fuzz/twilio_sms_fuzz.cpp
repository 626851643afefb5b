// A whole request of a gateway, as in channels/sms/fixtures: as it comes, and vouched for, which
// leads past the signature.
#include <cstdint>

#include "channels/sms/twilio_sms.h"
#include "tests/channels/request_file.h"
#include "tests/fuzz/check.h"

using namespace crosstown;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::string> tokens = {"token"};
  static const TwilioSms adapter({"AC00000000000000000000000000000311", tokens, {}, {}},
                                 Medium::sms);
  const RequestFile file({reinterpret_cast<const char*>(data), size});
  const HttpRequest request = file.view();
  FUZZ_CHECK(!std::holds_alternative<Messages>(adapter.receive(request, {})));

  const Step step = adapter.receive(request, {.now = {}, .vouched = true});
  if (const auto* messages = std::get_if<Messages>(&step)) {
    FUZZ_CHECK(messages->size() == 1);
    FUZZ_CHECK(!messages->front().provider_id.empty() &&
               messages->front().provider_id.size() <= 64);
    FUZZ_CHECK(messages->front().attachments.size() <= 10);
  }
  Form form;
  const TwilioSignature signature(tokens);
  const bool whole = request.target.starts_with('/') && form.decode(request.body);
  const std::string url = std::string(request.public_url) + std::string(request.target);
  if (whole)
    FUZZ_CHECK(signature.matches(request, form.fields(), signature.sign(url, form.fields())));
  return 0;
}
