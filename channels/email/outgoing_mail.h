// A reply to a resident as a mail: header fields that keep the thread, plain text and the same as
// HTML, the city's signature, files.
//
// DKIM is the relay's to add: it has the domain's key, and signs what really leaves the city.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "router/message/message.h"

namespace crosstown::mail {

// A file out of the content store. `bytes` is valid while it is composed.
struct OutgoingFile {
  std::string name;
  std::string content_type;  // "image/png"; anything else than type/subtype goes as octets
  std::string_view bytes;
};

struct OutgoingMail {
  std::string handle;     // "26-0001234-9.<id>", the same at each attempt: begins the Message-ID
  std::string tracking;   // "26-0001234-9"
  std::string mailbox;    // the city's: "311@riverbend.example"
  std::string city;       // beside it in From, UTF-8
  std::string to;         // the resident
  std::string text;       // UTF-8, lines end with LF
  std::string signature;  // below it, the same way; may be empty
  std::string language;   // BCP 47; may be empty
  // Of the mail that it answers, as MailFacts has them; empty where there is none.
  std::string subject;
  std::string in_reply_to;
  std::vector<std::string> references;
  std::vector<OutgoingFile> files;
  bool automatic = false;  // no person wrote it (RFC 3834)
  Time created{};          // when it was queued: the same at each attempt
};

struct ComposedMail {
  std::string message_id;  // without brackets
  std::string sender;      // for MAIL FROM; empty: nobody is to be told of a bounce
  std::string recipient;   // for RCPT TO
  std::string handle;      // names it in reports of its delivery (RFC 3461)
  std::string bytes;       // lines end with CRLF and are short; 7 bits, but for addresses in UTF-8
  bool utf8 = false;       // an address needs SMTPUTF8 (RFC 6531)
};

// The same reply makes the same mail. Empty: an address or the handle could break out of its field.
// `files` should not be larger in sum than the relay takes: base64 makes them a third larger.
[[nodiscard]] std::optional<ComposedMail> compose(const OutgoingMail& mail);

// `text` if it has the form of a handle, else empty.
[[nodiscard]] std::string_view as_handle(std::string_view text);
// The handle of the reply that a Message-ID under one of `domains` is of (without brackets), or
// empty: so a bounce finds what it is about.
[[nodiscard]] std::string_view handle_of(std::string_view message_id,
                                         std::span<const std::string> domains);

}  // namespace crosstown::mail
