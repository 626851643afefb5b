#include "channels/email/mail_replies.h"

#include "channels/email/mail_settings.h"
#include "channels/email/outgoing_text.h"
#include "channels/email/smtp_path.h"
#include "router/message/mail_thread.h"

namespace crosstown::mail {
namespace {

// Wrong credentials are mended by people: no use in asking every second.
constexpr std::chrono::minutes until_mended{5};

}  // namespace

const ReplySettings& MailReplies::reply_settings() const {
  static const ReplySettings none;
  return settings_ ? settings_->reply : none;
}

// What stands behind a "+" was the resident's own.
std::string MailReplies::mailbox_for(const std::string& address) const {
  if (!is_ours(own_, address)) return own_.addresses.front();
  const Mailbox parts = split_mailbox(address);
  std::string mailbox(parts.local.substr(0, parts.local.find('+')));
  return mailbox.append("@").append(parts.domain);
}

std::string MailReplies::signature_in(const std::string& language) const {
  const auto& all = settings_->signatures;
  for (const std::string& wanted : {language, language.substr(0, language.find('-')), {}}) {
    if (const auto found = all.find(wanted); found != all.end()) return found->second;
  }
  return {};
}

std::optional<ComposedMail> MailReplies::mail_of(const OutgoingText& reply,
                                                 std::vector<OutgoingFile> files) const {
  MailThread thread = mail_thread_from(reply.answers);
  OutgoingMail mail;
  mail.handle = reply.handle;
  mail.tracking = reply.tracking;
  mail.mailbox = mailbox_for(reply.from);
  mail.city = settings_->name.empty() ? reply.city : settings_->name;
  mail.to = reply.to;
  mail.text = reply.text;
  mail.language = reply.language;
  mail.signature = signature_in(reply.language);
  mail.subject = std::move(thread.subject);
  if (!thread.ids.empty()) mail.in_reply_to = thread.ids.back();
  mail.references = std::move(thread.ids);
  mail.files = std::move(files);
  mail.automatic = reply.automatic;
  mail.created = reply.created;
  return mail::compose(mail);
}

SendOutcome outcome_of(MailFate fate, const std::string& message_id, const std::string& to) {
  const auto words = [&to](std::string& said) { return without_address(std::move(said), to); };
  if (std::holds_alternative<MailTaken>(fate)) return Sent{message_id};
  if (auto* refused = std::get_if<MailRefused>(&fate)) return Rejected{words(refused->reason)};
  if (auto* unclear = std::get_if<MailUnclear>(&fate)) return Unclear{words(unclear->reason)};
  auto& later = std::get<MailLater>(fate);
  Later out{words(later.reason), std::nullopt, later.ours};
  if (later.ours) out.after = until_mended;
  return out;
}

}  // namespace crosstown::mail
