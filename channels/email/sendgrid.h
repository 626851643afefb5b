// The adapter `sendgrid-inbound`: SendGrid's Inbound Parse, parsed or with "send raw"
// (docs.sendgrid.com, "Setting up the Inbound Parse Webhook").
#pragma once

#include <memory>

#include "channels/email/mail_hook.h"

namespace crosstown {

namespace mail {

class SendGrid final : public MailHook {
 public:
  SendGrid(Credentials credentials, MailSettings settings,
           std::optional<MailReplySettings> replies = std::nullopt);
  [[nodiscard]] Step receive(const HttpRequest& request, const StepContext& context) const override;

 private:
  Credentials credentials_;
};

}  // namespace mail

// Reads `username`, `password`, `addresses`, `trusted_servers`.
[[nodiscard]] std::unique_ptr<HttpAdapter> make_sendgrid(config::Section& channel, Medium medium);

}  // namespace crosstown
