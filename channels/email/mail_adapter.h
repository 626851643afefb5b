// An adapter of what comes as whole mails over LMTP or SMTP. The connection's state machine is
// channels/email/smtp_session.h; what a mail's bytes become is here.
//
//   RCPT  ──► takes(address)?                          the channel whose mailbox it is
//   DATA  ──► bytes, gathered by the daemon
//   end   ──► read(raw, envelope) ──► Understood ──► files kept, message routed and kept ──► answer
//                                 └─► Reply          refused for good or for now
//
// Immutable; shared by all threads.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "channels/channel.h"
#include "channels/email/mail.h"
#include "channels/email/smtp_reply.h"

namespace crosstown::mail {

class MailAdapter : public Adapter {
 public:
  // In lower case, without "+…". No two channels may have the same.
  [[nodiscard]] virtual std::span<const std::string> addresses() const = 0;
  [[nodiscard]] virtual bool takes(std::string_view mailbox) const = 0;

  // Message as HttpAdapter::receive() gives it. Computes for as long as the mail is large: a large
  // one not on an I/O thread. Never throws; any bytes are fine.
  [[nodiscard]] virtual std::variant<Understood, Reply> read(std::string_view raw,
                                                             const Envelope& envelope) const = 0;

  // Positive only for what is durable.
  [[nodiscard]] virtual Reply answer(const Outcome& outcome) const = 0;
};

}  // namespace crosstown::mail
