// The door of Twilio: an event becomes a signed request as Twilio posts it, a reply the TwiML that
// Twilio would read, held against the rules of its elements.
#pragma once

#include <memory>
#include <string>

#include "channels/phone/twilio_voice.h"
#include "tests/flow/player.h"

namespace crosstown::flow {

class TwilioDoor {
 public:
  TwilioDoor();
  [[nodiscard]] Player::Door door();

 private:
  Turn in(const Turn& turn);
  std::string out(const Turn& turn, const Reply& reply);

  std::string token_;
  TwilioVoice adapter_;
  std::string url_;  // that the next event is told at
};

// Empty: every element is one of TwiML's, with its attributes, and nested as it may be.
[[nodiscard]] std::string twiml_mistake(const std::string& document);

}  // namespace crosstown::flow
