#include "channels/email/mail.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <memory>
#include <utility>

#include "channels/email/authentication.h"
#include "channels/email/machines.h"
#include "channels/email/outgoing_mail.h"
#include "channels/email/quoting.h"
#include "channels/email/smtp_path.h"
#include "channels/email/threads.h"
#include "router/message/text.h"

namespace crosstown::mail {
namespace {

// Of history and of a signature inside an event; a mail with longer ones is kept whole.
constexpr std::size_t longest_quoted = 8 * 1024, longest_signature = 1024;

// 128 bits of SHA-256 in hex.
std::string hash_of(std::initializer_list<std::string_view> parts) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  std::array<unsigned char, 32> digest{};
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  for (const std::string_view part : parts)
    EVP_DigestUpdate(context.get(), part.data(), part.size());
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  std::string hex;
  for (std::size_t i = 0; i < 16; ++i) fmt::format_to(std::back_inserter(hex), "{:02x}", digest[i]);
  return hex;
}

// Behind the head: servers on the way add fields to it.
std::string_view body_of(std::string_view raw) {
  const std::size_t end = raw.find("\r\n\r\n");
  return end == std::string_view::npos ? raw : raw.substr(end + 4);
}

std::vector<std::string> domains_of(const MailSettings& settings) {
  std::vector<std::string> domains;
  for (const std::string& each : settings.addresses)
    domains.emplace_back(split_mailbox(each).domain);
  return domains;
}

Address sender_of(const MimeMail& mime, const Envelope& envelope) {
  for (const char* name : {"from", "sender", "reply-to"}) {
    Address address = first_address(mime.field(name));
    if (!address.address.empty()) return address;
  }
  return {{}, envelope.sender};
}

std::string first_id(std::string_view value) {
  auto ids = message_ids(value);
  return ids.empty() ? std::string() : std::move(ids.front());
}

// Cleaned first: what is no UTF-8 grows by that.
bool cut_to(std::string& text, std::size_t limit) {
  text = clean(std::move(text));
  if (text.size() <= limit) return false;
  text.resize(cut(text, limit).size());
  return true;
}

// By our Message-ID, else by the address that it came to, else by what we had called our mail.
void name_reply(Bounce& bounce, const Envelope& envelope, const std::vector<std::string>& domains) {
  const std::string_view local = split_mailbox(envelope.recipient).local;
  const std::size_t plus = std::min(local.find('+'), local.size());
  for (const std::string_view handle :
       {handle_of(bounce.message_id, domains),
        as_handle(local.substr(std::min(plus + 1, local.size()))), as_handle(bounce.reply)}) {
    if (handle.empty()) continue;
    bounce.reply = std::string(handle);
    return;
  }
  bounce.reply.clear();
}

MailFacts facts_of(const MimeMail& mime, const Message& message, const Envelope& envelope,
                   const MailSettings& settings) {
  MailFacts facts;
  facts.message_id = first_id(mime.field("message-id"));
  facts.in_reply_to = first_id(mime.field("in-reply-to"));
  facts.references = message_ids(mime.field("references"));
  facts.tracking =
      named_request({envelope.recipient, facts.in_reply_to, facts.references, message.subject},
                    domains_of(settings));
  facts.proof = sender_proof(mime.fields, settings.trusted_servers);
  facts.automatic =
      machine_kind(mime, {envelope.sender, message.from, message.subject}, settings.addresses);
  facts.bounce = read_bounce(mime);
  if (facts.bounce) name_reply(*facts.bounce, envelope, domains_of(settings));
  facts.encrypted = mime.encrypted;
  return facts;
}

// So that rules can tell machines' mail apart: `when: { intent: mail-bounce }`.
void name_intent(Message& message) {
  const MailFacts& facts = *message.mail;
  if (facts.automatic.empty()) return;
  message.intent.emplace().name = "mail-" + facts.automatic;
}

}  // namespace

std::string once_id(std::string_view message_id, std::string_view date, std::string_view raw) {
  if (message_id.empty()) return "mail-" + hash_of({raw});
  return fmt::format("{}-{}", message_id, hash_of({date, "\n", body_of(raw)}));
}

Understood understand(MimeMail mime, std::string_view raw, const Envelope& envelope,
                      const MailSettings& settings) {
  Understood result;
  Message& message = result.message;
  message.medium = Medium::email;
  Address sender = sender_of(mime, envelope);
  message.from = std::move(sender.address);
  message.from_name = std::move(sender.name);
  message.to = envelope.recipient;
  message.subject = decode_words(mime.field("subject"));
  message.answered_inline = false;  // what is answered goes to a mail server

  MailFacts& facts = message.mail.emplace(facts_of(mime, message, envelope, settings));
  Written written = split_text(mime.text, message.subject);
  message.text = std::move(written.text);
  facts.quoted = std::move(written.quoted);
  facts.signature = std::move(written.signature);
  const bool cut_quoted = cut_to(facts.quoted, longest_quoted);
  const bool cut_signature = cut_to(facts.signature, longest_signature);
  result.keep_raw = mime.damaged || mime.encrypted || cut_quoted || cut_signature;
  result.looping = is_looping(mime);
  message.provider_id = once_id(facts.message_id, mime.field("date"), raw);
  message.attachments = std::move(mime.attachments);
  name_intent(message);
  return result;
}

}  // namespace crosstown::mail
