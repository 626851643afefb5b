#include "channels/email/mail_hook.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "channels/email/html_text.h"
#include "channels/email/mail_settings.h"
#include "channels/http/base64.h"
#include "channels/http_request.h"

namespace crosstown::mail {
namespace {

constexpr std::size_t most_fields = 1000, longest_field = 32 * 1024;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  return out;
}

bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// What "once" is judged by where the mail itself is not there: the same fields come again.
std::string body_of(const Posted& posted) {
  return "\r\n\r\n" + (posted.text.empty() ? posted.html : posted.text);
}

}  // namespace

bool Credentials::match(std::string_view authorization) const {
  constexpr std::string_view scheme = "Basic ";
  if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return false;
  const auto given = base64_decode(authorization.substr(scheme.size()));
  return given && same_bytes(*given, user + ":" + password);
}

Credentials read_credentials(config::Section& channel) {
  Credentials credentials{channel.required_text("username"), channel.required_secret("password")};
  if (credentials.user.find(':') != std::string::npos)
    channel.problem_at("username", "username: must not have a \":\"");
  return credentials;
}

std::vector<Field> fields_of_head(std::string_view head) {
  std::vector<Field> fields;
  while (!head.empty() && fields.size() < most_fields) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 1, head.size()));
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    const std::size_t words = std::min(line.find_first_not_of(" \t"), line.size());
    if (words > 0 && !fields.empty()) {
      std::string& value = fields.back().value;
      if (value.size() < longest_field) value.append(" ").append(line.substr(words));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    std::string_view value = line.substr(colon + 1, longest_field);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    fields.push_back({lower(line.substr(0, colon)), std::string(value)});
  }
  return fields;
}

Refusal hook_refusal(RefusalCode code, std::string detail, bool names_our_account) {
  return {.code = code, .detail = std::move(detail), .names_our_account = names_our_account};
}

std::optional<std::string> MailHook::our_recipient(std::span<const std::string> recipients) const {
  const auto ours = std::find_if(recipients.begin(), recipients.end(),
                                 [&](const std::string& each) { return is_ours(settings_, each); });
  if (ours == recipients.end()) return std::nullopt;
  return *ours;
}

Step MailHook::take(Posted posted) const {
  auto recipient = our_recipient(posted.recipients);
  if (!recipient)
    return hook_refusal(RefusalCode::wrong_account, "no recipient is one of `addresses`", true);
  posted.envelope.recipient = *std::move(recipient);
  const std::string body = body_of(posted);
  MimeMail mime;
  mime.fields = std::move(posted.fields);
  mime.was_html = posted.text.find_first_not_of(" \t\r\n") == std::string::npos;
  mime.text = mime.was_html ? html_to_text(posted.html) : std::move(posted.text);
  std::erase(mime.text, '\r');
  mime.attachments = std::move(posted.attachments);
  return finish(understand(std::move(mime), body, posted.envelope, settings_), {});
}

Step MailHook::take_raw(std::string_view raw, Envelope envelope,
                        std::span<const std::string> recipients) const {
  auto recipient = our_recipient(recipients);
  if (!recipient)
    return hook_refusal(RefusalCode::wrong_account, "no recipient is one of `addresses`", true);
  envelope.recipient = *std::move(recipient);
  return finish(understand(read_mime(raw), raw, envelope, settings_), raw);
}

Step MailHook::finish(Understood understood, std::string_view raw) const {
  if (understood.looping)
    return hook_refusal(RefusalCode::malformed, "this mail goes in circles", false);
  understood.message.adapter = name_;
  if (understood.keep_raw && !raw.empty()) {
    Attachment& whole = understood.message.attachments.emplace_back();
    whole.content_type = "message/rfc822";
    whole.name = "mail.eml";
    whole.size = raw.size();
    whole.bytes = raw;
  }
  Messages messages;
  messages.push_back(std::move(understood.message));
  return messages;
}

Step MailHook::conclude(std::span<const Message>, std::span<const Outcome> outcomes) const {
  for (const Outcome& outcome : outcomes) {
    if (const auto* lost = std::get_if<NotKept>(&outcome))
      return hook_refusal(lost->code, {}, true);
  }
  return Answer{200, "text/plain", "ok"};
}

Step MailHook::resume(std::span<const Message>, const Fulfilment&) const {
  return Answer{200, "text/plain", "ok"};
}

}  // namespace crosstown::mail
