#include "channels/email/machines.h"

#include <algorithm>
#include <array>

#include "channels/email/history_marks.h"
#include "channels/email/plain_bounce.h"
#include "channels/email/smtp_path.h"
#include "channels/email/threads.h"
#include "channels/http_request.h"

namespace crosstown::mail {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text.substr(0, 200));
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  return out;
}

template <std::size_t size>
bool begins_with_one_of(std::string_view text, const std::array<std::string_view, size>& starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [text](std::string_view each) { return text.starts_with(each); });
}

// Programs that name no machine in any field still write these.
bool is_away_subject(std::string_view subject) {
  constexpr std::array<std::string_view, 12> starts = {
      "automatic reply:",     "auto reply:",           "autoreply:",
      "auto-reply:",          "out of office",         "out of the office",
      "respuesta automática", "respuesta automatica",  "fuera de la oficina",
      "fuera de oficina",     "ausente de la oficina", "autorespuesta"};
  return begins_with_one_of(lowered(trimmed(subject)), starts);
}

bool is_machines_address(std::string_view address) {
  const std::string local = lowered(split_mailbox(address).local);
  constexpr std::array<std::string_view, 10> starts = {
      "mailer-daemon", "postmaster",   "noreply",      "no-reply",    "no_reply",
      "donotreply",    "do-not-reply", "no-responder", "noresponder", "bounce"};
  return begins_with_one_of(local, starts) || local.ends_with("-request") ||
         local.starts_with("owner-");
}

bool is_bulk(std::string_view precedence) { return precedence == "bulk" || precedence == "junk"; }

std::string_view by_fields(const MimeMail& mail, std::string_view subject) {
  const std::string submitted = lowered(trimmed(mail.field("auto-submitted")));
  const bool replied = submitted.starts_with("auto-replied");
  if (replied || mail.disposition || !mail.field("x-autoreply").empty() ||
      !mail.field("x-autorespond").empty() || is_away_subject(subject))
    return "auto-replied";
  if (!submitted.empty() && !submitted.starts_with("no")) return "auto-generated";
  const std::string precedence = lowered(trimmed(mail.field("precedence")));
  if (precedence == "list" || !mail.field("list-id").empty() || !mail.field("list-post").empty() ||
      !mail.field("list-unsubscribe").empty())
    return "list";
  if (is_bulk(precedence)) return "bulk";
  const std::string suppress = lowered(trimmed(mail.field("x-auto-response-suppress")));
  return suppress.empty() || suppress == "none" ? "" : "auto-generated";
}

// "rfc822; maria@example.org" → "maria@example.org".
std::string_view behind_type(std::string_view value) {
  const std::size_t semicolon = value.find(';');
  return trimmed(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1));
}

constexpr std::size_t longest_words = 500;

// Fields as in a mail's head, in groups parted by empty lines (RFC 3464 section 2.1).
class StatusReader {
 public:
  std::optional<Bounce> read(std::string_view text) {
    std::string field;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (line.starts_with(' ') || line.starts_with('\t')) {
        if (field.size() < 2 * longest_words) field.append(" ").append(trimmed(line));
        continue;
      }
      take(field);
      field = line;
      if (is_blank(line)) group_ends();
    }
    take(field);
    group_ends();
    if (!best_ && !envelope_.empty()) best_.emplace();
    if (best_) best_->reply = envelope_;
    return std::move(best_);
  }

 private:
  void take(std::string_view field) {
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) return;
    const std::string name = lowered(field.substr(0, colon));
    const std::string_view value = trimmed(field.substr(colon + 1));
    if (name == "original-envelope-id") envelope_ = trimmed(value);
    if (name == "final-recipient" && one_.recipient.empty()) one_.recipient = behind_type(value);
    if (name == "original-recipient") one_.recipient = behind_type(value);
    if (name == "action") one_.action = lowered(value);
    if (name == "status") one_.status = value.substr(0, value.find(' '));
    if (name == "diagnostic-code") one_.diagnostic = behind_type(value).substr(0, longest_words);
  }

  void group_ends() {
    const Bounce one = std::exchange(one_, {});
    if (one.recipient.empty() && one.action.empty()) return;
    const bool failed = one.action == "failed";
    if (!best_ || (failed && best_->action != "failed")) best_ = one;
  }

  Bounce one_;
  std::optional<Bounce> best_;
  std::string envelope_;  // what we had called our mail (ENVID of RFC 3461)
};

// A report that says so is good news.
bool arrived(const MimeMail& mail) {
  const std::string action = StatusReader().read(mail.delivery_status).value_or(Bounce{}).action;
  return action == "delivered" || action == "relayed" || action == "expanded";
}

// "311+anything@riverbend.example" → "311@riverbend.example".
std::string without_tag(std::string_view address) {
  const Mailbox parts = split_mailbox(address);
  std::string out(parts.local.substr(0, parts.local.find('+')));
  return parts.domain.empty() ? out : out.append("@").append(parts.domain);
}

}  // namespace

std::string_view machine_kind(const MimeMail& mail, const SenderMarks& marks,
                              std::span<const std::string> own_addresses) {
  const std::string from = without_tag(marks.from);
  const bool own = std::any_of(own_addresses.begin(), own_addresses.end(),
                               [&](const auto& each) { return equal_ignoring_case(each, from); });
  if (own) return "own";
  if (mail.report && !mail.delivery_status.empty())
    return arrived(mail) ? "auto-generated" : "bounce";
  if (read_plain_bounce(mail)) return "bounce";
  const std::string_view kind = by_fields(mail, marks.subject);
  if (!kind.empty()) return kind;
  const bool machine = marks.envelope_sender.empty() || mail.report ||
                       is_machines_address(marks.from) ||
                       trimmed(mail.field("return-path")) == "<>";
  return machine ? "auto-generated" : "";
}

std::optional<Bounce> read_bounce(const MimeMail& mail) {
  if (!mail.report || mail.delivery_status.empty()) return read_plain_bounce(mail);
  std::optional<Bounce> bounce = StatusReader().read(mail.delivery_status);
  if (!bounce) bounce.emplace();
  bounce->message_id = message_id_of(mail.returned);
  if (bounce->message_id.empty()) {  // not all send back what they were given
    const auto ids = message_ids(mail.field("in-reply-to"));
    if (!ids.empty()) bounce->message_id = ids.front();
  }
  return bounce;
}

bool is_looping(const MimeMail& mail) {
  const auto hops = std::count_if(mail.fields.begin(), mail.fields.end(),
                                  [](const Field& each) { return each.name == "received"; });
  return static_cast<std::size_t>(hops) > most_hops;
}

}  // namespace crosstown::mail
