// One mail on its way, and what became of it.
#include <fmt/format.h>

#include <cassert>
#include <utility>

#include "channels/email/smtp_client.h"

namespace crosstown::mail {
namespace {

// RFC 3461 section 4: what is no plain character goes as "+HH".
std::string xtext(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c > ' ' && c <= '~' && c != '+' && c != '=') {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "+{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

// Of credentials, which no repetition mends (RFC 4954 section 6).
bool is_about_us(int code) { return code == 530 || code == 534 || code == 535 || code == 538; }

MailFate fate_of(const ServerReply& reply) {
  if (reply.code < 400) return MailTaken{reply.words()};
  if (reply.code < 500) return MailLater{reply.words(), false};
  if (is_about_us(reply.code)) return MailLater{reply.words(), true};
  return MailRefused{reply.words()};
}

}  // namespace

// What would be refused anyway.
std::optional<std::string> SmtpClient::why_not(const ComposedMail& mail) const {
  if (offers_.size != 0 && mail.bytes.size() > offers_.size)
    return fmt::format("the mail has {} bytes, the server takes {}", mail.bytes.size(),
                       offers_.size);
  if (mail.utf8 && !offers_.utf8) return "the server takes no addresses in UTF-8";
  return std::nullopt;
}

void SmtpClient::send(const ComposedMail& mail) {
  assert(state_ == State::idle);
  idle_told_ = false;
  if (auto reason = why_not(mail)) {
    settled_ = MailRefused{std::move(*reason)};
    return;
  }
  mail_ = mail;
  refused_.reset();
  say_sender();
  if (offers_.pipelining) {
    say_recipient();
    say("DATA");
  }
  state_ = State::sender;
}

void SmtpClient::say_sender() {
  std::string line = "MAIL FROM:<" + mail_.sender + ">";
  if (offers_.size != 0) line += fmt::format(" SIZE={}", mail_.bytes.size());
  if (mail_.utf8) line += " SMTPUTF8 BODY=8BITMIME";
  if (offers_.dsn && !mail_.sender.empty()) line += " RET=HDRS ENVID=" + xtext(mail_.handle);
  say(line);
}

void SmtpClient::say_recipient() {
  std::string line = "RCPT TO:<" + mail_.recipient + ">";
  // Whoever sends as nobody wants to hear of nothing.
  if (offers_.dsn && !mail_.sender.empty())
    line += settings_.ask_for_notices ? " NOTIFY=SUCCESS,FAILURE" : " NOTIFY=FAILURE";
  say(line);
}

// With a dot before each line that begins with one (RFC 5321 section 4.5.2), then the end.
void SmtpClient::say_text() {
  std::string_view left = mail_.bytes;
  output_.reserve(output_.size() + left.size() + 16);
  while (!left.empty()) {
    if (left.front() == '.') output_ += '.';
    const std::size_t end = left.find('\n');
    const std::string_view line = left.substr(0, end == std::string_view::npos ? end : end + 1);
    output_ += line;
    left.remove_prefix(line.size());
  }
  if (!mail_.bytes.ends_with("\r\n")) output_ += "\r\n";
  output_ += ".\r\n";
}

ClientEvent SmtpClient::settle(MailFate fate, State then) {
  state_ = then;
  mail_ = {};
  return client_event::Settled{std::move(fate)};
}

std::optional<ClientEvent> SmtpClient::mail_step(const ServerReply& reply) {
  // 421 may come at any time; no more is said or heard behind it (RFC 5321 section 3.8).
  if (reply.code == 421 && state_ != State::text) {
    lost(reply.words());
    return std::nullopt;
  }
  if (state_ == State::data) return data_answered(reply);
  if (state_ == State::text) {
    if (reply.code / 100 == 3) {  // no answer to a text: whose it is cannot be told
      lost(reply.words());
      return std::nullopt;
    }
    if (reply.code == 421) closed_ = {reply.words(), false};
    return settle(refused_ ? *refused_ : fate_of(reply),
                  reply.code == 421 ? State::closed : State::idle);
  }
  if (state_ == State::reset) {
    if (reply.code == 250) {
      state_ = State::idle;
    } else {
      lost(reply.words());
    }
    return std::nullopt;
  }
  if (!reply.positive() && !refused_) refused_ = fate_of(reply);
  const bool is_sender = state_ == State::sender;
  if (!offers_.pipelining && refused_) {
    say("RSET");
    return settle(*refused_, State::reset);
  }
  if (!offers_.pipelining && is_sender) say_recipient();
  if (!offers_.pipelining && !is_sender) say("DATA");
  state_ = is_sender ? State::recipient : State::data;
  return std::nullopt;
}

// DATA went out before the answers came: a server that took no recipient may still say "go ahead",
// and then must be given a mail of nothing (RFC 2920 section 3.1).
std::optional<ClientEvent> SmtpClient::data_answered(const ServerReply& reply) {
  if (reply.code == 354) {
    if (refused_) {
      say(".");
    } else {
      say_text();
    }
    state_ = State::text;
    return std::nullopt;
  }
  MailFate fate = refused_ ? *refused_ : fate_of(reply);
  if (std::holds_alternative<MailTaken>(fate))  // 2xx to DATA is no answer that exists
    fate = MailLater{reply.words(), false};
  say("RSET");
  return settle(std::move(fate), State::reset);
}

void SmtpClient::lost(std::string_view why) {
  const bool in_mail = state_ == State::sender || state_ == State::recipient ||
                       state_ == State::data || state_ == State::text;
  if (in_mail && refused_) {
    settled_ = *refused_;
  } else if (state_ == State::text) {
    settled_ = MailUnclear{std::string(why)};
  } else if (in_mail) {
    settled_ = MailLater{std::string(why), false};
  }
  give_up(std::string(why), false);
}

}  // namespace crosstown::mail
