// Twilio's side of sending: the call that creates a message, what its answers mean, how a message
// is found that may have been created, and what status callbacks say. Sources: Twilio, "Messages
// resource" and "Error and warning dictionary".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "channels/channel.h"
#include "channels/http/form.h"
#include "channels/outbound.h"

namespace crosstown {

struct TwilioSendSettings {
  std::string account_sid;
  std::string auth_token;  // the first: the primary one
  std::string api = "https://api.twilio.com";
  std::string from;               // empty: the number that the resident wrote to
  std::string messaging_service;  // "MG…", before `from`
};

class TwilioSend {
 public:
  // Twilio's own bound; longer bodies are error 21617.
  static constexpr std::size_t max_characters = 1600;

  explicit TwilioSend(TwilioSendSettings settings);

  [[nodiscard]] std::variant<ProviderCall, Rejected> compose(const OutgoingText& reply) const;
  [[nodiscard]] SendOutcome read(const ProviderAnswer& answer) const;
  [[nodiscard]] ProviderCall look_up(const OutgoingText& reply) const;
  [[nodiscard]] LookUpOutcome read_look_up(const OutgoingText& reply, Time begun,
                                           std::span<const std::string> known,
                                           const ProviderAnswer& answer) const;

 private:
  [[nodiscard]] ProviderCall call(std::string method, std::string query) const;
  [[nodiscard]] std::string sender(const OutgoingText& reply) const;

  TwilioSendSettings settings_;
  std::string authorization_;
};

// What a status callback says of the reply that its URL names (`?reply=<handle>`). Empty: nothing
// that is worth noting, or a reply that is not ours.
[[nodiscard]] std::optional<DeliveryReport> twilio_report(std::string_view target,
                                                          const Form& form);

// RFC 2822, as Twilio writes dates: "Sun, 22 Nov 2026 16:04:05 +0000".
[[nodiscard]] std::optional<Time> twilio_date(std::string_view text);

}  // namespace crosstown
