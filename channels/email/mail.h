// A mail understood: from its bytes to a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "channels/email/mime.h"
#include "router/message/message.h"

namespace crosstown::mail {

// Who sent it to whom, as the servers told each other; the mail's own fields may say otherwise.
struct Envelope {
  std::string sender;     // empty: a null sender
  std::string recipient;  // the first of those that are the channel's
};

struct MailSettings {
  std::vector<std::string> addresses;        // the channel's, without any "+…"
  std::vector<std::string> trusted_servers;  // whose Authentication-Results are believed
};

struct Understood {
  Message message;        // everything but `channel`, `id` and `time`
  bool keep_raw = false;  // not all of the mail is in the message: keep it whole beside it
  bool looping = false;   // it has come by too many servers
};

// `raw`: the whole mail, of which "once" is judged by; `mime`: what was read of it.
[[nodiscard]] Understood understand(MimeMail mime, std::string_view raw, const Envelope& envelope,
                                    const MailSettings& settings);

// What "once" is judged by: the Message-ID, and a hash of date and body, so that a mail that comes
// again is one with itself, while another that bears the same id (some programs have one for all of
// theirs) is not.
[[nodiscard]] std::string once_id(std::string_view message_id, std::string_view date,
                                  std::string_view raw);

}  // namespace crosstown::mail
