// The adapter `webhook`: any program of the city's own (a kiosk, an app, another system) posts a
// message as JSON, signed by the Standard Webhooks specification. docs/channels/webhook.md is its
// contract.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "channels/channel.h"
#include "channels/outbound.h"
#include "channels/webhook/sender.h"
#include "channels/webhook/webhook_send.h"
#include "router/config/reader.h"

namespace crosstown {

struct WebhookReplies {
  std::string url;
  std::string key;  // raw
  ReplySettings settings{};
};

class Webhook final : public HttpAdapter, public TextSampler, public ReplyWriter {
 public:
  // Raw keys, at least one; two while a secret is rotated.
  Webhook(std::span<const std::string> keys, Medium medium,
          std::optional<WebhookReplies> replies = std::nullopt);

  [[nodiscard]] Step receive(const HttpRequest& request, const StepContext& context) const override;
  [[nodiscard]] Step conclude(std::span<const Message> messages,
                              std::span<const Outcome> outcomes) const override;
  [[nodiscard]] Step resume(std::span<const Message> messages,
                            const Fulfilment& fulfilment) const override;
  [[nodiscard]] SampleRequest sample(const SampleText& text, std::string_view url) const override;

  [[nodiscard]] bool can_reply() const override { return send_.has_value(); }
  [[nodiscard]] std::optional<std::string> begins_as() const override {
    return can_reply() && medium_ == Medium::sms ? std::optional<std::string>("") : std::nullopt;
  }
  [[nodiscard]] const ReplySettings& reply_settings() const override { return reply_; }
  [[nodiscard]] std::size_t max_characters() const override { return WebhookSend::max_characters; }
  [[nodiscard]] std::variant<ProviderCall, Rejected> compose(
      const OutgoingText& reply) const override;
  [[nodiscard]] SendOutcome read(const ProviderAnswer& answer) const override {
    return WebhookSend::read(answer);
  }
  [[nodiscard]] IfUnclear if_unclear() const override { return IfUnclear::repeat; }

 private:
  WebhookSender sender_;
  Medium medium_;
  ReplySettings reply_;
  std::optional<WebhookSend> send_;
};

// Reads `secret`, or `secrets` (a list) while one is rotated; and `reply`.
[[nodiscard]] std::unique_ptr<HttpAdapter> make_webhook(config::Section& channel, Medium medium);

}  // namespace crosstown
