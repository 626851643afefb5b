// Up to the first mail. How a mail goes: smtp_client_mail.cpp.
#include "channels/email/smtp_client.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <utility>

#include "channels/http/base64.h"
#include "channels/http_request.h"

namespace crosstown::mail {
namespace {

// The words behind the first, in capitals or not.
bool has_word(std::string_view line, std::string_view wanted) {
  while (!line.empty()) {
    const std::size_t end = std::min(line.find_first_of(" ="), line.size());
    if (equal_ignoring_case(line.substr(0, end), wanted)) return true;
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return false;
}

}  // namespace

SmtpClient::SmtpClient(ClientSettings settings) : settings_(std::move(settings)) {}

void SmtpClient::say(std::string_view line) { output_.append(line).append("\r\n"); }

void SmtpClient::give_up(std::string reason, bool ours) {
  closed_ = {std::move(reason), ours};
  state_ = State::closed;
}

ClientEvent SmtpClient::next(std::string_view& input) {
  for (;;) {
    if (settled_) return client_event::Settled{*std::exchange(settled_, std::nullopt)};
    if (state_ == State::closed) return client_event::Closed{closed_};
    if (state_ == State::idle && !std::exchange(idle_told_, true)) return client_event::Idle{};
    if (state_ == State::encrypting) return client_event::StartTls{};
    switch (reader_.next(input)) {
      case ReplyReader::State::more: return client_event::NeedInput{};
      case ReplyReader::State::broken: lost("the server does not speak SMTP"); continue;
      case ReplyReader::State::whole: break;
    }
    if (auto event = run(reader_.reply(), !input.empty())) return std::move(*event);
  }
}

std::optional<ClientEvent> SmtpClient::run(const ServerReply& reply, bool more) {
  switch (state_) {
    case State::greeting:
    case State::hello:
    case State::start_tls: return greet(reply, more);
    case State::auth:
    case State::auth_user:
    case State::auth_password: return authenticate(reply);
    case State::sender:
    case State::recipient:
    case State::data:
    case State::text:
    case State::reset: return mail_step(reply);
    case State::idle: give_up(reply.words(), false); break;  // 421: it will not wait any longer
    case State::quitting: give_up({}, false); break;
    case State::encrypting:
    case State::closed: break;
  }
  return std::nullopt;
}

std::optional<ClientEvent> SmtpClient::greet(const ServerReply& reply, bool more) {
  if (!reply.positive()) {
    give_up(reply.words(), reply.code >= 500 && state_ != State::greeting);
  } else if (state_ == State::greeting) {
    say_hello();
  } else if (state_ == State::start_tls) {
    // Answers that lie behind it in the clear would be believed as if they had come encrypted.
    if (more) {
      give_up("the server says more than it was asked before TLS", true);
    } else {
      state_ = State::encrypting;
    }
  } else {
    read_offers(reply);
    if (encrypted_ || !settings_.must_encrypt) {
      begin_auth();
    } else if (offers_.start_tls) {
      say("STARTTLS");
      state_ = State::start_tls;
    } else {
      give_up("the server offers no STARTTLS", true);
    }
  }
  return std::nullopt;
}

void SmtpClient::say_hello() {
  say("EHLO " + settings_.host);
  state_ = State::hello;
}

void SmtpClient::read_offers(const ServerReply& reply) {
  offers_ = {};
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    const std::string_view line = reply.lines[i];
    const std::size_t space = std::min(line.find_first_of(" ="), line.size());
    const std::string_view name = line.substr(0, space);
    const std::string_view rest = line.substr(std::min(space + 1, line.size()));
    const auto is = [name](std::string_view wanted) { return equal_ignoring_case(name, wanted); };
    if (is("PIPELINING")) offers_.pipelining = true;
    if (is("STARTTLS")) offers_.start_tls = true;
    if (is("SMTPUTF8")) offers_.utf8 = true;
    if (is("DSN")) offers_.dsn = true;
    if (is("SIZE")) std::from_chars(rest.data(), rest.data() + rest.size(), offers_.size);
    if (is("AUTH")) {
      offers_.plain |= has_word(rest, "PLAIN");
      offers_.login |= has_word(rest, "LOGIN");
    }
  }
}

// A new line to the same server: all that was said before it is void (RFC 3207 section 4.2). With
// implicit TLS nothing was said yet.
void SmtpClient::tls_started() {
  assert(state_ == State::encrypting || state_ == State::greeting);
  encrypted_ = true;
  if (state_ == State::encrypting) say_hello();
}

void SmtpClient::begin_auth() {
  if (settings_.user.empty()) {
    state_ = State::idle;
  } else if (!encrypted_) {
    give_up("no password goes over a line without TLS", true);
  } else if (offers_.plain) {  // RFC 4616
    const std::string words = std::string(1, '\0') + settings_.user + '\0' + settings_.password;
    say("AUTH PLAIN " + base64_encode(words));
    state_ = State::auth;
  } else if (offers_.login) {
    say("AUTH LOGIN");
    state_ = State::auth_user;
  } else {
    give_up("the server offers no way to log in that is known here", true);
  }
}

std::optional<ClientEvent> SmtpClient::authenticate(const ServerReply& reply) {
  if (!reply.positive()) {
    give_up(reply.words(), reply.code >= 500);
  } else if (reply.code == 235) {
    state_ = State::idle;
  } else if (reply.code == 334 && state_ == State::auth_user) {
    say(base64_encode(settings_.user));
    state_ = State::auth_password;
  } else if (reply.code == 334 && state_ == State::auth_password) {
    say(base64_encode(settings_.password));
    state_ = State::auth;
  } else {
    give_up(reply.words(), true);
  }
  return std::nullopt;
}

void SmtpClient::quit() {
  assert(state_ == State::idle);
  say("QUIT");
  state_ = State::quitting;
}

}  // namespace crosstown::mail
