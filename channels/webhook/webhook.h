// The adapter `webhook`: any program of the city's own (a kiosk, an app, another system) posts a
// message as JSON, signed by the Standard Webhooks specification. docs/channels/webhook.md is its
// contract.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "channels/channel.h"
#include "channels/webhook/sender.h"
#include "router/config/reader.h"

namespace crosstown {

class Webhook final : public HttpAdapter, public TextSampler {
 public:
  // Raw keys, at least one; two while a secret is rotated.
  Webhook(std::span<const std::string> keys, Medium medium);

  [[nodiscard]] Step receive(const HttpRequest& request, const StepContext& context) const override;
  [[nodiscard]] Step conclude(std::span<const Message> messages,
                              std::span<const Outcome> outcomes) const override;
  [[nodiscard]] Step resume(std::span<const Message> messages,
                            const Fulfilment& fulfilment) const override;
  [[nodiscard]] SampleRequest sample(const SampleText& text, std::string_view url) const override;

 private:
  WebhookSender sender_;
  Medium medium_;
};

// Reads `secret`, or `secrets` (a list) while one is rotated.
[[nodiscard]] std::unique_ptr<HttpAdapter> make_webhook(config::Section& channel, Medium medium);

}  // namespace crosstown
