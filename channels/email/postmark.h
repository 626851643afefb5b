// The adapter `postmark-inbound`: Postmark's inbound webhook
// (postmarkapp.com/developer/webhooks/inbound-webhook).
#pragma once

#include <memory>

#include "channels/email/mail_hook.h"

namespace crosstown {

namespace mail {

class Postmark final : public MailHook {
 public:
  Postmark(Credentials credentials, MailSettings settings,
           std::optional<MailReplySettings> replies = std::nullopt);
  [[nodiscard]] Step receive(const HttpRequest& request, const StepContext& context) const override;

 private:
  Credentials credentials_;
};

}  // namespace mail

// Reads `username`, `password`, `addresses`, `trusted_servers`.
[[nodiscard]] std::unique_ptr<HttpAdapter> make_postmark(config::Section& channel, Medium medium);

}  // namespace crosstown
