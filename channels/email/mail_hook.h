// What the providers' webhooks for mail have in common: each says in its own form what a mail said;
// from there on it is a mail like any other (channels/email/mail.h).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "channels/channel.h"
#include "channels/email/mail_replies.h"
#include "channels/email/mail_settings.h"
#include "router/config/reader.h"

namespace crosstown::mail {

// A mail as a provider took it apart. Text is UTF-8.
struct Posted {
  Envelope envelope;
  std::vector<std::string> recipients;  // all that the provider names
  std::vector<Field> fields;            // lower-case names, unfolded values
  std::string text;
  std::string html;  // read where `text` is empty
  std::vector<Attachment> attachments;
};

// HTTP Basic (RFC 7617), the only proof that SendGrid and Postmark have.
struct Credentials {
  std::string user;
  std::string password;
  // Compares in a time that does not tell where they differ.
  [[nodiscard]] bool match(std::string_view authorization) const;
};
[[nodiscard]] Credentials read_credentials(config::Section& channel);

// "Name: value" lines as they stand in a mail's head.
[[nodiscard]] std::vector<Field> fields_of_head(std::string_view head);

class MailHook : public HttpAdapter, public MailReplies {
 public:
  [[nodiscard]] Step conclude(std::span<const Message> messages,
                              std::span<const Outcome> outcomes) const override;
  [[nodiscard]] Step resume(std::span<const Message> messages,
                            const Fulfilment& fulfilment) const override;

 protected:
  MailHook(std::string name, MailSettings settings, std::optional<MailReplySettings> replies)
      : MailReplies(settings.addresses, std::move(replies)),
        name_(std::move(name)),
        settings_(std::move(settings)) {}

  [[nodiscard]] Step take(Posted posted) const;
  // The whole mail, as it was.
  [[nodiscard]] Step take_raw(std::string_view raw, Envelope envelope,
                              std::span<const std::string> recipients) const;

 private:
  [[nodiscard]] std::optional<std::string> our_recipient(
      std::span<const std::string> recipients) const;
  [[nodiscard]] Step finish(Understood understood, std::string_view raw) const;

  const std::string name_;
  const MailSettings settings_;
};

[[nodiscard]] Refusal hook_refusal(RefusalCode code, std::string detail, bool names_our_account);

}  // namespace crosstown::mail
