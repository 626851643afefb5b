// What a reply by mail goes on with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/message/mail_facts.h"

namespace crosstown {

struct MailThread {
  std::string subject;
  std::vector<std::string> ids;  // Message-IDs without brackets; the one that is answered is last
};

// Of an answer to that mail (RFC 5322 section 3.6.4).
[[nodiscard]] MailThread thread_after(std::string_view subject, const MailFacts& mail);

// As it lies with a reply: a line of subject, then an id a line. Empty: there is no thread.
[[nodiscard]] std::string to_text(const MailThread& thread);
[[nodiscard]] MailThread mail_thread_from(std::string_view text);

}  // namespace crosstown
