// How a mailbox's channel answers: by mail, over a relay that takes it by SMTP submission. What all
// adapters for mail have, whichever way their mail comes in.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "channels/email/mail.h"
#include "channels/email/outgoing_mail.h"
#include "channels/email/smtp_client.h"
#include "channels/outbound.h"
#include "router/config/reader.h"

namespace crosstown::mail {

// Who carries the mail on.
struct Relay {
  std::string host;
  std::string port;
  bool tls_at_once = false;  // smtps://; else STARTTLS, where `session` asks for it
  ClientSettings session;
};

struct MailReplySettings {
  Relay relay;
  std::string name;                               // beside the address; empty: the city's
  std::map<std::string, std::string> signatures;  // language → text; "" → of every other
  ReplySettings reply;
};

class MailReplies : public ReplyWriter {
 public:
  // `addresses`: as whom it writes; the first where the resident wrote to none of them. Without
  // settings the channel has no way back.
  MailReplies(std::vector<std::string> addresses, std::optional<MailReplySettings> settings)
      : settings_(std::move(settings)), own_{std::move(addresses), {}} {}

  [[nodiscard]] bool can_reply() const override { return settings_.has_value(); }
  [[nodiscard]] const ReplySettings& reply_settings() const override;
  // As much as the outbox should hold of one; a book goes as a file.
  [[nodiscard]] std::size_t max_characters() const override { return 100'000; }
  [[nodiscard]] bool takes_files() const override { return true; }
  [[nodiscard]] const MailReplies* by_mail() const override { return this; }
  [[nodiscard]] std::variant<ProviderCall, Rejected> compose(const OutgoingText&) const override {
    return Rejected{"it goes by mail"};
  }
  [[nodiscard]] SendOutcome read(const ProviderAnswer&) const override {
    return Unclear{"it goes by mail"};
  }
  // A relay cannot be asked what it has.
  [[nodiscard]] IfUnclear if_unclear() const override { return IfUnclear::nobody_knows; }

  // Only where it can reply. Empty: the resident's address is none.
  [[nodiscard]] std::optional<ComposedMail> mail_of(const OutgoingText& reply,
                                                    std::vector<OutgoingFile> files) const;
  [[nodiscard]] const Relay& relay() const { return settings_->relay; }

 private:
  [[nodiscard]] std::string mailbox_for(const std::string& address) const;
  [[nodiscard]] std::string signature_in(const std::string& language) const;

  const std::optional<MailReplySettings> settings_;
  const MailSettings own_;
};

// `reply` of a mailbox's channel; empty: it has none.
[[nodiscard]] std::optional<MailReplySettings> read_mail_replies(config::Section& channel);

// `to`: the resident's address, which servers like to repeat in what they say; it stands in no log.
[[nodiscard]] SendOutcome outcome_of(MailFate fate, const std::string& message_id,
                                     const std::string& to);

}  // namespace crosstown::mail
