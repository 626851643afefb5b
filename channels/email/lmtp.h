// The adapter `lmtp`: a mailbox of the city, handed over by its mail server.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "channels/email/mail_adapter.h"
#include "channels/email/mail_replies.h"
#include "router/config/reader.h"

namespace crosstown {

namespace mail {

class Lmtp final : public MailAdapter, public MailReplies {
 public:
  // Addresses in lower case.
  explicit Lmtp(MailSettings settings, std::optional<MailReplySettings> replies = std::nullopt);

  [[nodiscard]] std::span<const std::string> addresses() const override {
    return settings_.addresses;
  }
  // Whatever stands behind a "+" in the local part is the sender's; case means nothing.
  [[nodiscard]] bool takes(std::string_view mailbox) const override;
  using MailReplies::read;
  [[nodiscard]] std::variant<Understood, Reply> read(std::string_view raw,
                                                     const Envelope& envelope) const override;
  [[nodiscard]] Reply answer(const Outcome& outcome) const override;

 private:
  MailSettings settings_;
};

}  // namespace mail

// Reads `addresses`, `trusted_servers` and `reply`.
[[nodiscard]] std::unique_ptr<mail::MailAdapter> make_lmtp(config::Section& channel, Medium medium);

}  // namespace crosstown
