#include "router/message/mail_thread.h"

#include <algorithm>

namespace crosstown {
namespace {

void append_line(std::string& out, std::string_view text) {
  for (const char c : text) out += c == '\n' || c == '\r' ? ' ' : c;
}

}  // namespace

MailThread thread_after(std::string_view subject, const MailFacts& mail) {
  MailThread thread{std::string(subject), mail.references};
  if (thread.ids.empty() && !mail.in_reply_to.empty()) thread.ids.push_back(mail.in_reply_to);
  std::erase(thread.ids, mail.message_id);
  if (!mail.message_id.empty()) thread.ids.push_back(mail.message_id);
  return thread;
}

std::string to_text(const MailThread& thread) {
  std::string out;
  append_line(out, thread.subject);
  for (const std::string& id : thread.ids) {
    out += '\n';
    append_line(out, id);
  }
  return out;
}

MailThread mail_thread_from(std::string_view text) {
  MailThread thread;
  const std::size_t first = std::min(text.find('\n'), text.size());
  thread.subject = text.substr(0, first);
  text.remove_prefix(first);
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::size_t end = std::min(text.find('\n'), text.size());
    thread.ids.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return thread;
}

}  // namespace crosstown
