// A turn of a call as TwiML. Source: Twilio, "TwiML for Programmable Voice" and the pages of its
// verbs (Gather, Say, Play, Record, Dial, Enqueue).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "channels/channel.h"

namespace crosstown {

struct VoiceSettings {
  // By primary subtag. Twilio wants a region with the language: "es" is "es-US".
  std::map<std::string, std::string, std::less<>> locales{{"en", "en-US"}, {"es", "es-US"}};
  std::map<std::string, std::string, std::less<>> voices{{"en", "Polly.Joanna-Neural"},
                                                         {"es", "Polly.Lupe-Neural"}};
  std::string caller_id{};  // of calls that are put through; empty: the caller's own
  bool transcribe = false;  // Twilio does so in English alone, at a charge
};

[[nodiscard]] std::string voice_twiml(const CallReply& reply, const VoiceSettings& settings);

// Where an event of a call is to be told: "https://311…/hooks/city-phone?part=0&turn=3&lang=es".
[[nodiscard]] std::string callback_url(const CallReply& reply, std::string_view more = {});

}  // namespace crosstown
