// A whole request of a webhook, as in channels/webhook/fixtures: as it comes, and vouched for,
// which leads past the signature.
#include <cstdint>

#include "channels/webhook/webhook.h"
#include "tests/channels/request_file.h"
#include "tests/fuzz/check.h"

using namespace crosstown;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::string> keys = {"key"};
  static const Webhook adapter(keys, Medium::app);
  const RequestFile file({reinterpret_cast<const char*>(data), size});
  FUZZ_CHECK(!std::holds_alternative<Messages>(adapter.receive(file.view(), {})));

  const Step step = adapter.receive(file.view(), {.now = {}, .vouched = true});
  if (const auto* messages = std::get_if<Messages>(&step)) {
    const Message& message = messages->front();
    FUZZ_CHECK(messages->size() == 1);
    FUZZ_CHECK(!message.provider_id.empty() && message.provider_id.size() <= 128);
    FUZZ_CHECK(!message.text.empty() || !message.attachments.empty() || message.intent);
    FUZZ_CHECK(message.text.size() <= 256 * 1024 && message.attachments.size() <= 10);
  }
  return 0;
}
