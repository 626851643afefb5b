#include "channels/registry.h"

#include <algorithm>
#include <array>

#include "channels/sms/twilio_sms.h"
#include "channels/voice/alexa.h"
#include "channels/voice/assistant.h"
#include "channels/webhook/webhook.h"

namespace crosstown {
namespace {

constexpr std::array entries = {
    AdapterEntry{"alexa", Medium::voice_assistant, alexa::make_alexa},
    AdapterEntry{"assistant", Medium::voice_assistant, make_assistant},
    AdapterEntry{"twilio-sms", Medium::sms, make_twilio_sms},
    AdapterEntry{"webhook", std::nullopt, make_webhook},
};

}  // namespace

std::span<const AdapterEntry> adapters() { return entries; }

const AdapterEntry* find_adapter(std::string_view name) {
  const auto* const entry = std::find_if(
      entries.begin(), entries.end(), [&](const AdapterEntry& each) { return each.name == name; });
  return entry == entries.end() ? nullptr : entry;
}

}  // namespace crosstown
