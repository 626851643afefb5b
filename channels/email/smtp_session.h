// The receiving side of LMTP (RFC 2033) and SMTP (RFC 5321) as a state machine without a socket:
//
//   Session session(settings);                       // its greeting lies in output()
//   for (std::string_view input = bytes;;) {
//     Event event = session.next(input);             // takes from the front of `input`
//     …                                              // and does what the event asks
//   }
//
// What it has to say gathers in output(), so that the answers to pipelined commands go out
// together; the owner sends it before it waits for anything: for input, or for a mail's fate. The
// text of a mail is handed out in pieces that lie in the input. Memory: one command line and the
// recipients.
//
// Strict where leniency lets mails be smuggled in: lines end with CRLF and nothing else, and
// nothing may follow STARTTLS, DATA and the greeting in one go that was not asked for.
//
// One session belongs to one connection and one thread. Never throws; any bytes are fine.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "channels/email/smtp_data.h"
#include "channels/email/smtp_path.h"
#include "channels/email/smtp_reply.h"

namespace crosstown::mail {

enum class Protocol { lmtp, smtp };

struct SessionSettings {
  Protocol protocol = Protocol::lmtp;
  std::string host = "localhost";      // what we call ourselves
  std::uint64_t max_size = 25U << 20;  // bytes of one mail; told by SIZE (RFC 1870)
  std::size_t max_recipients = 100;    // of one mail; RFC 5321 section 4.5.3.1.8 asks for 100
  std::size_t max_mails = 1000;        // of one connection; then it is closed between two
  std::size_t max_mistakes = 20;       // commands that were refused as such; then it is closed
  bool can_start_tls = false;          // SMTP only; the connection is not encrypted yet
  bool must_start_tls = false;         // before it, no mail is taken
};

// What the owner is asked for, or told.
namespace event {
// Send output(), read more, and call next() with it. All input was taken.
struct NeedInput {};
// May this recipient have mail here? Answer with answer_recipient() before the next call. The view
// is valid until then.
struct Recipient {
  std::string_view mailbox;  // "311+x@riverbend.example"; "postmaster" may lack a domain
};
// DATA was said and a recipient was taken. Say whether there is room by answer_data().
struct MailBegins {};
// A piece of the mail; lies in the input.
struct Text {
  std::string_view bytes;
};
// The mail is whole. Make it durable, then answer_mail() with one reply for each recipient that
// was taken. Only a mail that is fit ends so; for others MailDropped comes.
struct MailEnds {};
// What was handed out since MailBegins is void, and answered by the session itself.
struct MailDropped {};
// Send output(), shake hands, then call tls_started().
struct StartTls {};
// Send output() and close.
struct Close {};
}  // namespace event
using Event = std::variant<event::NeedInput, event::Recipient, event::MailBegins, event::Text,
                           event::MailEnds, event::MailDropped, event::StartTls, event::Close>;

class Session {
 public:
  explicit Session(SessionSettings settings);

  [[nodiscard]] Event next(std::string_view& input);

  void answer_recipient(const Reply& reply);
  // Empty: go on. Else why not: the mail is refused before its text is sent.
  void answer_data(const std::optional<Reply>& refusal);
  // One for each of recipients(), in order. SMTP has one answer for all: a temporary one if any is,
  // so that none is lost (whoever has the mail already knows it again), else a positive one if any
  // is.
  void answer_mail(std::span<const Reply> replies);
  void tls_started();
  // The owner stops, or waited too long: 421 (RFC 5321 section 3.8). The next event is Close.
  void say_goodbye(std::string_view why);

  [[nodiscard]] std::string& output() { return output_; }
  // Of the mail under way.
  [[nodiscard]] const std::string& sender() const { return sender_; }  // empty: a null sender
  [[nodiscard]] std::span<const std::string> recipients() const { return recipients_; }
  [[nodiscard]] const std::string& client() const { return client_; }  // as it calls itself
  // Whether a mail is being sent or waits for its fate.
  [[nodiscard]] bool in_mail() const { return state_ != State::command; }

 private:
  enum class State { command, recipient_asked, data_asked, text, mail_asked, closing };

  [[nodiscard]] Event next_command(std::string_view& input);
  [[nodiscard]] Event next_text(std::string_view& input);
  [[nodiscard]] bool take_line(std::string_view& input);
  [[nodiscard]] std::optional<Event> run(std::string_view line, std::string_view rest);
  [[nodiscard]] std::optional<Event> hello(std::string_view verb, std::string_view name);
  void offer();
  void mail(std::string_view arguments);
  [[nodiscard]] bool take_parameters(const PathAndParameters& path);
  [[nodiscard]] std::optional<Event> rcpt(std::string_view arguments);
  [[nodiscard]] std::optional<Event> data();
  [[nodiscard]] std::optional<Event> start_tls(std::string_view rest);
  [[nodiscard]] Event end_of_text();
  void say(const Reply& reply);
  void refuse(int code, std::string_view enhanced, std::string_view text);
  void reset();
  [[nodiscard]] bool is_lmtp() const { return settings_.protocol == Protocol::lmtp; }

  const SessionSettings settings_;
  std::string output_;
  std::string line_;  // of a command, up to now
  bool line_too_long_ = false;
  State state_ = State::command;
  bool greeted_ = false;
  bool encrypted_ = false;
  std::string client_;
  bool has_sender_ = false;
  bool utf8_ = false;
  std::string sender_;
  std::vector<std::string> recipients_;
  std::string asked_recipient_;
  DataReader reader_;
  std::size_t mistakes_ = 0;
  std::size_t mails_ = 0;
};

}  // namespace crosstown::mail
