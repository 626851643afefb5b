// Speech as SSML, in what Alexa's voices read of it (Amazon's page "Speech Synthesis Markup
// Language (SSML) Reference").
#pragma once

#include <string>
#include <string_view>

namespace crosstown::alexa {

// Characters of outputSpeech, markup included; more is an invalid response.
inline constexpr std::size_t most_speech = 8000;

// "<speak>…</speak>" of marked speech (router/dialogue/speech.h), with & < > " escaped. What would
// not fit is left out, at the end of a character.
[[nodiscard]] std::string ssml(std::string_view marked);

}  // namespace crosstown::alexa
