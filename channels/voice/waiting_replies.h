// The way back of a voice assistant: nobody can be spoken to who has gone, so a reply waits with
// its request until its resident asks. Where the city has a channel for it, it is texted as well.
#pragma once

#include <string>
#include <utility>

#include "channels/outbound.h"

namespace crosstown {

class WaitingReplies : public ReplyWriter {
 public:
  explicit WaitingReplies(std::string text_by) : text_by_(std::move(text_by)) {}

  [[nodiscard]] std::string_view text_by() const override { return text_by_; }
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
  std::string text_by_;
  ReplySettings settings_{.interval = std::chrono::milliseconds(20), .burst = 50};
};

}  // namespace crosstown
