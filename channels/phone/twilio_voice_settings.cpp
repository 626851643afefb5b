// The keys of a `twilio-voice` channel.
#include <fmt/format.h>

#include "channels/phone/twilio_voice.h"
#include "router/message/phone.h"

namespace crosstown {
namespace {

bool is_e164(const std::string& number) { return to_e164(number, "") == number; }

}  // namespace

std::unique_ptr<HttpAdapter> make_twilio_voice(config::Section& channel, Medium) {
  TwilioVoiceSettings settings;
  settings.account = read_twilio_account(channel);
  settings.flow = channel.required_text("flow");
  settings.numbers = channel.texts("numbers");
  for (const std::string& number : settings.numbers) {
    if (!is_e164(number))
      channel.problem_at("numbers",
                         fmt::format("numbers: \"{}\" is not E.164 (\"+18015550100\")", number));
  }
  settings.voice.caller_id = channel.text("caller_id");
  if (!settings.voice.caller_id.empty() && !is_e164(settings.voice.caller_id))
    channel.problem_at("caller_id", "caller_id: E.164 (\"+18015550100\") expected");
  settings.voice.transcribe = channel.flag("transcribe", false);
  if (const auto voices = channel.find("voices")) {
    for (const auto& [language, voice] : voices->section().entries())
      settings.voice.voices[language] = voice.text();
  }
  return std::make_unique<TwilioVoice>(std::move(settings));
}

}  // namespace crosstown
