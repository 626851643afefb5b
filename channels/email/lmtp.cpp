#include "channels/email/lmtp.h"

#include <string>
#include <utility>

#include "channels/email/mail_settings.h"

namespace crosstown {
namespace mail {
namespace {

// How a refusal is said to a mail server (RFC 3463). What may pass by itself is 4xx: the server
// keeps the mail and tries for days; after 5xx its author is told that it is lost.
Reply refused(RefusalCode code) {
  const RefusalRule& rule = rule_of(code);
  if (rule.retryable) return {451, "4.3.0", "not stored yet, please try again"};
  return {554, "5.6.0", std::string(rule.text)};
}

}  // namespace

Lmtp::Lmtp(MailSettings settings, std::optional<MailReplySettings> replies)
    : MailReplies(settings.addresses, std::move(replies)), settings_(std::move(settings)) {}

bool Lmtp::takes(std::string_view mailbox) const { return is_ours(settings_, mailbox); }

std::variant<Understood, Reply> Lmtp::read(std::string_view raw, const Envelope& envelope) const {
  Understood understood = understand(read_mime(raw), raw, envelope, settings_);
  if (understood.looping) return Reply{554, "5.4.6", "this mail goes in circles"};
  understood.message.adapter = "lmtp";
  return understood;
}

Reply Lmtp::answer(const Outcome& outcome) const {
  if (const auto* kept = std::get_if<Accepted>(&outcome)) return {250, "2.0.0", kept->tracking};
  if (const auto* lost = std::get_if<NotKept>(&outcome)) return refused(lost->code);
  return {250, "2.0.0", "ok"};
}

}  // namespace mail

std::unique_ptr<mail::MailAdapter> make_lmtp(config::Section& channel, Medium) {
  auto settings = mail::read_mail_settings(channel);
  return std::make_unique<mail::Lmtp>(std::move(settings), mail::read_mail_replies(channel));
}

}  // namespace crosstown
