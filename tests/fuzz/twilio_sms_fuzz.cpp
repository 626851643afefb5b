// A whole request of a gateway, as in channels/sms/fixtures: as it comes, vouched for, and with the
// right signature as an event; both of the latter lead past the check.
#include <cstdint>
#include <string>

#include "channels/sms/twilio_events.h"
#include "channels/sms/twilio_sms.h"
#include "tests/channels/request_file.h"
#include "tests/fuzz/check.h"

using namespace crosstown;

namespace {

const std::vector<std::string> tokens = {"token"};

// The body as an event, at a URL that names it, as Twilio would sign it.
Step receive_signed_events(const TwilioSms& adapter, const HttpRequest& request) {
  static const TwilioSignature signature(tokens);
  const std::string target =
      "/hooks/city-sms?bodySHA256=" + TwilioSignature::body_hash(request.body);
  const std::string mac = signature.sign(std::string(request.public_url) + target, {});
  const Header headers[] = {{"Content-Type", "application/json"}, {"X-Twilio-Signature", mac}};
  HttpRequest events = request;
  events.method = "POST";
  events.target = target;
  events.headers = headers;
  const Step step = adapter.receive(events, {});
  const auto* const refusal = std::get_if<Refusal>(&step);
  FUZZ_CHECK(refusal == nullptr || (refusal->code != RefusalCode::missing_signature &&
                                    refusal->code != RefusalCode::bad_signature));
  return step;
}

void check_messages(const Step& step) {
  const auto* messages = std::get_if<Messages>(&step);
  if (const auto* const some = std::get_if<SomeMessages>(&step)) {
    FUZZ_CHECK(!some->passed_over.empty());
    messages = &some->taken;
  }
  if (messages == nullptr) return;
  FUZZ_CHECK(!messages->empty() && messages->size() <= max_twilio_events);
  for (const Message& message : *messages) {
    FUZZ_CHECK(!message.provider_id.empty() && message.provider_id.size() <= 64);
    FUZZ_CHECK(message.attachments.size() <= 10);
  }
}

void check_form_signature(const HttpRequest& request) {
  static const TwilioSignature signature(tokens);
  Form form;
  if (!request.target.starts_with('/') || !form.decode(request.body)) return;
  const std::string url = std::string(request.public_url) + std::string(request.target);
  FUZZ_CHECK(signature.matches(request, form.fields(), signature.sign(url, form.fields())));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TwilioSms adapter({"AC00000000000000000000000000000311", tokens, {}, {}},
                                 Medium::sms);
  const RequestFile file({reinterpret_cast<const char*>(data), size});
  const HttpRequest request = file.view();
  const Step unsigned_step = adapter.receive(request, {});
  FUZZ_CHECK(!std::holds_alternative<Messages>(unsigned_step) &&
             !std::holds_alternative<SomeMessages>(unsigned_step));

  check_messages(adapter.receive(request, {.now = {}, .vouched = true}));
  check_messages(receive_signed_events(adapter, request));
  check_form_signature(request);
  return 0;
}
