// A webhook channel's side of sending: each reply is POSTed to the city's program as a CloudEvent,
// signed as Standard Webhooks 1.0 has it. The id is the same at each attempt, so that the program
// recognises a repetition.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "channels/channel.h"
#include "channels/outbound.h"
#include "channels/webhook/standard_webhooks.h"

namespace crosstown {

class WebhookSend {
 public:
  static constexpr std::size_t max_characters = 16'384;

  // `key`: raw.
  WebhookSend(std::string url, const std::string& key)
      : url_(std::move(url)), signature_({&key, 1}) {}

  [[nodiscard]] ProviderCall compose(const OutgoingText& reply) const;
  [[nodiscard]] static SendOutcome read(const ProviderAnswer& answer);

 private:
  std::string url_;
  StandardWebhooks signature_;
};

// A report about a reply that a program posts to the channel's door:
//   {"reply": "26-0001234-9.0198…", "status": "sent|delivered|failed", "reason": "…"}
// Empty: the body is something else.
[[nodiscard]] std::optional<std::variant<DeliveryReport, Refusal>> webhook_report(
    std::string_view body);

}  // namespace crosstown
