// Who posts to a door for the city's own programs: whoever signs as Standard Webhooks says.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "channels/channel.h"
#include "channels/webhook/standard_webhooks.h"
#include "router/config/reader.h"

namespace crosstown {

// Immutable; shared by all threads.
class WebhookSender {
 public:
  // Raw keys, at least one; two while a secret is rotated.
  explicit WebhookSender(std::span<const std::string> keys) : signature_(keys) {}

  // Empty: it is a POST of JSON, signed and fresh, or an operator vouches for it.
  [[nodiscard]] std::optional<Refusal> refuse(const HttpRequest& request,
                                              const WebhookHeaders& headers,
                                              const StepContext& context) const;

  [[nodiscard]] const StandardWebhooks& signature() const { return signature_; }

 private:
  [[nodiscard]] std::optional<Refusal> refuse_sender(const HttpRequest& request,
                                                     const WebhookHeaders& headers,
                                                     const StepContext& context) const;
  StandardWebhooks signature_;
};

// Reads `secret`, or `secrets` (a list) while one is rotated.
[[nodiscard]] std::vector<std::string> read_webhook_keys(config::Section& channel);

}  // namespace crosstown
