#include "channels/email/plain_bounce.h"

#include <algorithm>

#include "channels/email/history_marks.h"
#include "channels/email/smtp_path.h"
#include "channels/email/threads.h"
#include "channels/http_request.h"

namespace crosstown::mail {
namespace {

constexpr std::size_t longest_words = 500, longest_head = 64 * 1024;

// The lines from `at` up to an empty one, in one.
std::string paragraph(std::string_view text) {
  std::string words;
  while (!text.empty() && words.size() < longest_words) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    if (line.empty() && !words.empty()) break;
    if (!line.empty()) words.append(words.empty() ? "" : " ").append(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  words.resize(std::min(words.size(), longest_words));
  return words;
}

// What stands behind the line that has `mark` in it.
std::string_view behind_line(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  const std::size_t end = at == std::string_view::npos ? at : text.find('\n', at);
  return end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
}

Bounce failed(std::string recipient, std::string words, std::string_view returned) {
  // The copy begins with empty lines.
  returned.remove_prefix(std::min(returned.find_first_not_of("\n "), returned.size()));
  Bounce bounce;
  bounce.recipient = std::move(recipient);
  bounce.action = "failed";
  bounce.diagnostic = std::move(words);
  bounce.message_id =
      message_id_of(returned.substr(0, std::min(returned.find("\n\n"), longest_head)));
  return bounce;
}

// https://cr.yp.to/proto/qsbmf.txt: "Hi. This is the …", a paragraph for each recipient, and the
// mail behind a line of dashes.
std::optional<Bounce> read_qmail(std::string_view text) {
  if (!trimmed(text).starts_with("Hi. This is the ")) return std::nullopt;
  const std::size_t at = text.find("\n\n<");
  const std::size_t end = at == std::string_view::npos ? at : text.find(">:\n", at);
  if (end == std::string_view::npos) return std::nullopt;
  return failed(std::string(text.substr(at + 3, end - at - 3)), paragraph(text.substr(end + 3)),
                behind_line(text, "--- Below this line is "));
}

// Exim before 4.86 told it in words, and whom it could not reach in a field.
std::optional<Bounce> read_exim(std::string_view text, std::string_view recipients) {
  const std::string_view recipient = trimmed(recipients.substr(0, recipients.find(',')));
  const std::size_t at = recipient.empty() ? std::string_view::npos : text.find(recipient);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view returned = behind_line(text, "------ This is a copy of ");
  return failed(std::string(recipient), paragraph(text.substr(at + recipient.size())), returned);
}

}  // namespace

std::string message_id_of(std::string_view head) {
  std::size_t at = 0;
  while (at < head.size()) {
    const std::size_t end = std::min(head.find('\n', at), head.size());
    const std::string_view line = head.substr(at, end - at);
    constexpr std::string_view name = "message-id:";
    if (equal_ignoring_case(line.substr(0, name.size()), name)) {
      // A long one stands on a line of its own.
      const auto ids = message_ids(head.substr(at + name.size(), 600));
      return ids.empty() ? std::string() : ids.front();
    }
    at = end + 1;
  }
  return {};
}

std::optional<Bounce> read_plain_bounce(const MimeMail& mail) {
  if (mail.report) return std::nullopt;
  if (const auto recipients = mail.field("x-failed-recipients"); !recipients.empty())
    return read_exim(mail.text, recipients);
  const Address from = first_address(mail.field("from"));
  const bool daemon = equal_ignoring_case(split_mailbox(from.address).local, "mailer-daemon");
  return daemon ? read_qmail(mail.text) : std::nullopt;
}

}  // namespace crosstown::mail
