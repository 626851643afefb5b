// The way back of a voice assistant: nobody can be spoken to who has gone, so a reply waits with
// its request until its resident asks.
#pragma once

#include "channels/outbound.h"

namespace crosstown {

class WaitingReplies : public ReplyWriter {
 public:
  [[nodiscard]] bool waits_for_resident() const override { return true; }
  [[nodiscard]] const ReplySettings& reply_settings() const override { return settings_; }
  // A minute of speech; Alexa takes 8,000 in all, markup included.
  [[nodiscard]] std::size_t max_characters() const override { return 1000; }
  [[nodiscard]] std::variant<ProviderCall, Rejected> compose(const OutgoingText&) const override {
    return Rejected{"nobody carries it"};
  }
  [[nodiscard]] SendOutcome read(const ProviderAnswer&) const override {
    return Unclear{"nobody carries it"};
  }
  // Laid ready twice it is the same.
  [[nodiscard]] IfUnclear if_unclear() const override { return IfUnclear::repeat; }

 private:
  ReplySettings settings_{.interval = std::chrono::milliseconds(20), .burst = 50};
};

}  // namespace crosstown
