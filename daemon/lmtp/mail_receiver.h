// What stands behind a door for mail (daemon/lmtp/mail_desk.h; in tests whatever they like).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "channels/email/smtp_reply.h"

namespace crosstown::mail {

// Lives as long as the server. Called on the thread that owns the connection; several at once.
class MailReceiver {
 public:
  virtual ~MailReceiver() = default;

  // Whether the address is a mailbox here: the answer to RCPT. Must not block.
  [[nodiscard]] virtual Reply recipient(std::string_view mailbox) const = 0;

  // A whole mail. One answer for each recipient, in order, positive only once the mail is durable.
  // `raw`, `sender`, `recipients` and `peer` stay valid until the coroutine ends. Never
  // interrupted, not by the other side going away nor by a stop: it must come to an end by itself.
  [[nodiscard]] virtual boost::asio::awaitable<std::vector<Reply>> deliver(
      std::string_view raw, const std::string& sender, std::span<const std::string> recipients,
      const std::string& peer) = 0;
};

}  // namespace crosstown::mail
