#include "channels/registry.h"

#include <algorithm>
#include <array>

#include "channels/chat/chat_widget.h"
#include "channels/email/lmtp.h"
#include "channels/email/mailgun.h"
#include "channels/email/postmark.h"
#include "channels/email/sendgrid.h"
#include "channels/phone/twilio_voice.h"
#include "channels/sms/twilio_sms.h"
#include "channels/voice/alexa.h"
#include "channels/voice/assistant.h"
#include "channels/webhook/webhook.h"

namespace crosstown {
namespace {

// Each factory says what kind it makes; the table forgets that.
template <auto make>
std::unique_ptr<Adapter> made_by(config::Section& channel, Medium medium) {
  return make(channel, medium);
}

constexpr std::chrono::hours mail_window{8 * 24};  // servers try for five days (RFC 5321 4.5.4.1)

constexpr std::array entries = {
    AdapterEntry{"alexa", Medium::voice_assistant, made_by<alexa::make_alexa>},
    AdapterEntry{"assistant", Medium::voice_assistant, made_by<make_assistant>},
    AdapterEntry{"chat-widget", Medium::chat, made_by<chat::make_chat_widget>},
    AdapterEntry{"lmtp", Medium::email, made_by<make_lmtp>, mail_window},
    AdapterEntry{"mailgun-inbound", Medium::email, made_by<make_mailgun>, mail_window},
    AdapterEntry{"postmark-inbound", Medium::email, made_by<make_postmark>, mail_window},
    AdapterEntry{"sendgrid-inbound", Medium::email, made_by<make_sendgrid>, mail_window},
    AdapterEntry{"twilio-sms", Medium::sms, made_by<make_twilio_sms>},
    AdapterEntry{"twilio-voice", Medium::phone, made_by<make_twilio_voice>},
    AdapterEntry{"webhook", std::nullopt, made_by<make_webhook>},
};

}  // namespace

std::span<const AdapterEntry> adapters() { return entries; }

const AdapterEntry* find_adapter(std::string_view name) {
  const auto* const entry = std::find_if(
      entries.begin(), entries.end(), [&](const AdapterEntry& each) { return each.name == name; });
  return entry == entries.end() ? nullptr : entry;
}

}  // namespace crosstown
