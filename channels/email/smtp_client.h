// The sending side of SMTP submission (RFC 6409) as a state machine without a socket:
//
//   SmtpClient client(settings);                     // over an encrypted line: tls_started() at
//   once for (;;) {
//     ClientEvent event = client.next(input);        // takes from the front of `input`
//     …                                              // and does what the event asks
//   }
//
// What it has to say gathers in output(); the owner sends it before it waits for input. One
// connection takes any number of mails, one behind the other: send() whenever it is Idle. Sender,
// recipient and DATA go out together where the server lets them (RFC 2920).
//
// One client belongs to one connection and one thread. Never throws; whatever a server says is
// fine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "channels/email/outgoing_mail.h"
#include "channels/email/server_reply.h"

namespace crosstown::mail {

struct ClientSettings {
  std::string host = "localhost";  // what we call ourselves
  std::string user;                // empty: no AUTH; else nothing goes without TLS
  std::string password;
  bool must_encrypt = true;      // STARTTLS before anything else, unless tls_started() was called
  bool ask_for_notices = false;  // "delivered" too, not only "failed" (RFC 3461)
};

// What became of one mail. Reasons are the server's own words, short and printable, for people.
struct MailTaken {
  std::string words;
};
struct MailLater {
  std::string reason;
  bool ours = false;  // credentials or TLS: no mail goes until that is mended
};
struct MailRefused {
  std::string reason;
};
// The connection went between the mail's end and the answer: the server may have it. Nobody can be
// asked; sent again, it bears the same Message-ID, by which some mail programs show it once.
struct MailUnclear {
  std::string reason;
};
using MailFate = std::variant<MailTaken, MailLater, MailRefused, MailUnclear>;

namespace client_event {
// Send output(), read more, and call next() with it. All input was taken.
struct NeedInput {};
// Send output(), shake hands, then call tls_started().
struct StartTls {};
// A mail may be sent, or quit() be said.
struct Idle {};
// Of the mail that was sent last. Idle comes next, or Closed.
struct Settled {
  MailFate fate;
};
// No further mail on this connection: send output() and close. Why, where no mail tells it.
struct Closed {
  MailLater why;
};
}  // namespace client_event

using ClientEvent = std::variant<client_event::NeedInput, client_event::StartTls,
                                 client_event::Idle, client_event::Settled, client_event::Closed>;

class SmtpClient {
 public:
  explicit SmtpClient(ClientSettings settings);

  [[nodiscard]] ClientEvent next(std::string_view& input);

  // Only when it is Idle. A copy of the mail is in output() until it is sent.
  void send(const ComposedMail& mail);
  void quit();
  void tls_started();
  // The line is gone, or the owner waited too long (`why`). The next event is Settled if a mail was
  // under way, then Closed.
  void lost(std::string_view why);

  [[nodiscard]] std::string& output() { return output_; }
  // Bytes that the server takes; 0: it did not say (RFC 1870).
  [[nodiscard]] std::uint64_t max_size() const { return offers_.size; }

 private:
  enum class State {
    greeting,
    hello,
    start_tls,
    encrypting,
    auth,
    auth_user,
    auth_password,
    idle,
    sender,
    recipient,
    data,
    text,
    reset,
    quitting,
    closed
  };
  struct Offers {
    bool pipelining = false, start_tls = false, utf8 = false, dsn = false;
    bool plain = false, login = false;
    std::uint64_t size = 0;
  };

  [[nodiscard]] std::optional<ClientEvent> run(const ServerReply& reply, bool more);
  [[nodiscard]] std::optional<ClientEvent> greet(const ServerReply& reply, bool more);
  [[nodiscard]] std::optional<ClientEvent> authenticate(const ServerReply& reply);
  [[nodiscard]] std::optional<ClientEvent> mail_step(const ServerReply& reply);
  [[nodiscard]] std::optional<ClientEvent> data_answered(const ServerReply& reply);
  void say(std::string_view line);
  void say_hello();
  void read_offers(const ServerReply& reply);
  void begin_auth();
  void give_up(std::string reason, bool ours);
  [[nodiscard]] ClientEvent settle(MailFate fate, State then);
  [[nodiscard]] std::optional<std::string> why_not(const ComposedMail& mail) const;
  void say_sender();
  void say_recipient();
  void say_text();

  const ClientSettings settings_;
  std::string output_;
  ReplyReader reader_;
  State state_ = State::greeting;
  bool encrypted_ = false;
  bool idle_told_ = false;
  Offers offers_;
  ComposedMail mail_;
  std::optional<MailFate> refused_;  // of the mail under way: its first refusal
  std::optional<MailFate> settled_;  // to be told next
  MailLater closed_;
};

}  // namespace crosstown::mail
