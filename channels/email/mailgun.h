// The adapter `mailgun-inbound`: a Mailgun route that forwards to a URL
// (documentation.mailgun.com, "Receiving, forwarding and storing messages").
#pragma once

#include <memory>

#include "channels/email/mail_hook.h"
#include "channels/http/form.h"
#include "channels/http/hmac.h"
#include "channels/http/multipart_form.h"

namespace crosstown {

namespace mail {

class Mailgun final : public MailHook {
 public:
  // `signing_key`: the account's "HTTP webhook signing key".
  Mailgun(std::string_view signing_key, MailSettings settings,
          std::optional<MailReplySettings> replies = std::nullopt);
  [[nodiscard]] Step receive(const HttpRequest& request, const StepContext& context) const override;

 private:
  [[nodiscard]] std::optional<Refusal> refuse_sender(std::string_view timestamp,
                                                     std::string_view token,
                                                     std::string_view signature,
                                                     const StepContext& context) const;
  HmacKey key_;
};

}  // namespace mail

// Reads `signing_key`, `addresses`, `trusted_servers`.
[[nodiscard]] std::unique_ptr<HttpAdapter> make_mailgun(config::Section& channel, Medium medium);

}  // namespace crosstown
