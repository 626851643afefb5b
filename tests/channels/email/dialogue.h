// Plays a client's bytes to a Session and writes down what it says and asks for. Shared by the
// tests and the fuzzer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "channels/email/smtp_session.h"

namespace crosstown::mail {

struct Heard {
  std::string said;   // to the client
  std::string mails;  // "[sender>recipient,recipient]text" of each that was whole
  int dropped = 0;
  bool closed = false;
  bool tls = false;
};

// Feeds pieces of at most `piece` bytes, the first of `first` bytes. Recipients "nobody@…" are
// unknown; mail to "busy@…" cannot be kept now, to "never@…" never; a mail from "full@…" is refused
// at DATA. STARTTLS is answered as if the handshake had succeeded.
inline Heard play(const SessionSettings& settings, std::string_view bytes, std::size_t first,
                  std::size_t piece) {
  Session session(settings);
  Heard heard;
  std::string mail;
  std::string_view input;
  const auto local_is = [](std::string_view mailbox, std::string_view name) {
    return split_mailbox(mailbox).local == name;
  };
  const auto flush = [&] {
    heard.said += session.output();
    session.output().clear();
  };
  const auto handle = [&](const auto& event) {
    using Kind = std::decay_t<decltype(event)>;
    if constexpr (std::is_same_v<Kind, event::Recipient>) {
      const bool unknown = local_is(event.mailbox, "nobody");
      session.answer_recipient(unknown ? Reply{550, "5.1.1", "no such mailbox"}
                                       : Reply{250, "2.1.5", "ok"});
    } else if constexpr (std::is_same_v<Kind, event::MailBegins>) {
      mail.clear();
      const bool full = local_is(session.sender(), "full");
      session.answer_data(full ? std::optional(Reply{452, "4.3.1", "no room"}) : std::nullopt);
    } else if constexpr (std::is_same_v<Kind, event::Text>) {
      mail += event.bytes;
    } else if constexpr (std::is_same_v<Kind, event::MailEnds>) {
      heard.mails += "[" + session.sender() + ">";
      std::vector<Reply> replies;
      for (const std::string& recipient : session.recipients()) {
        heard.mails += (replies.empty() ? "" : ",") + recipient;
        replies.push_back(local_is(recipient, "busy")    ? Reply{451, "4.3.0", "later"}
                          : local_is(recipient, "never") ? Reply{554, "5.6.0", "no"}
                                                         : Reply{250, "2.0.0", "kept"});
      }
      heard.mails += "]" + mail;
      session.answer_mail(replies);
    } else if constexpr (std::is_same_v<Kind, event::MailDropped>) {
      ++heard.dropped;
    } else if constexpr (std::is_same_v<Kind, event::StartTls>) {
      heard.tls = true;
      session.tls_started();
    } else if constexpr (std::is_same_v<Kind, event::Close>) {
      heard.closed = true;
    }
  };
  std::size_t next = first;
  while (!heard.closed) {
    const Event event = session.next(input);
    std::visit(handle, event);
    if (!std::holds_alternative<event::NeedInput>(event)) continue;
    flush();
    if (bytes.empty()) break;
    input = bytes.substr(0, next);
    bytes.remove_prefix(input.size());
    next = piece;
  }
  flush();
  return heard;
}

}  // namespace crosstown::mail
