// The commands. How a mail's text is read and answered: smtp_session_mail.cpp.
#include "channels/email/smtp_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "channels/http_request.h"

namespace crosstown::mail {
namespace {

// RFC 5321 section 4.5.3.1.4 asks for 512 bytes, and extensions for some hundreds more.
constexpr std::size_t longest_line = 4096;

struct Command {
  std::string_view verb;
  std::string_view arguments;
};

Command split(std::string_view line) {
  const std::size_t space = std::min(line.find(' '), line.size());
  std::string_view arguments = line.substr(space);
  arguments.remove_prefix(std::min(arguments.find_first_not_of(' '), arguments.size()));
  while (arguments.ends_with(' ')) arguments.remove_suffix(1);
  return {line.substr(0, space), arguments};
}

bool is(std::string_view verb, std::string_view name) { return equal_ignoring_case(verb, name); }

// "FROM:<a@b>" without "FROM:".
bool take_word(std::string_view& text, std::string_view word) {
  if (!is(text.substr(0, word.size()), word)) return false;
  text.remove_prefix(word.size());
  return true;
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 0x7f; });
}

}  // namespace

Session::Session(SessionSettings settings) : settings_(std::move(settings)) {
  say({220, "", fmt::format("{} {} Crosstown", settings_.host, is_lmtp() ? "LMTP" : "ESMTP")});
}

void Session::say(const Reply& reply) {
  fmt::format_to(std::back_inserter(output_), "{} {}{}{}\r\n", reply.code, reply.enhanced,
                 reply.enhanced.empty() ? "" : " ", reply.text);
}

void Session::refuse(int code, std::string_view enhanced, std::string_view text) {
  say({code, enhanced, std::string(text)});
  ++mistakes_;
}

void Session::reset() {
  has_sender_ = utf8_ = false;
  sender_.clear();
  recipients_.clear();
  state_ = State::command;
}

Event Session::next(std::string_view& input) {
  switch (state_) {
    case State::command: return next_command(input);
    case State::text: return next_text(input);
    case State::closing: return event::Close{};
    case State::recipient_asked:
    case State::data_asked:
    case State::mail_asked: break;
  }
  assert(!"the event before this call waits for its answer");
  return event::Close{};
}

// True: line_ is a whole command without its CRLF, or it is too long and was passed over.
bool Session::take_line(std::string_view& input) {
  const std::size_t end = input.find('\n');
  const std::string_view part = input.substr(0, end == std::string_view::npos ? end : end + 1);
  input.remove_prefix(part.size());
  if (line_.size() + part.size() > longest_line) {
    line_too_long_ = true;
    line_.clear();
    // Whether the LF behind a passed-over line has its CR is still to be seen.
    if (part.ends_with('\r')) line_ = "\r";
    if (part.ends_with("\r\n")) line_ = "\r\n";
  } else {
    line_ += part;
  }
  return end != std::string_view::npos;
}

Event Session::next_command(std::string_view& input) {
  while (state_ == State::command) {
    if (mistakes_ >= settings_.max_mistakes) {
      say_goodbye("too many mistakes");
      break;
    }
    if (!take_line(input)) return event::NeedInput{};
    std::string line = std::exchange(line_, {});
    const bool too_long = std::exchange(line_too_long_, false);
    const bool ends_right = line.ends_with("\r\n") && line.find('\r') == line.size() - 2;
    if (!ends_right) {
      say({500, "5.5.2", "lines end with CRLF"});
      state_ = State::closing;
      break;
    }
    line.resize(line.size() - 2);
    if (too_long) {
      refuse(500, "5.5.2", "line too long");
    } else if (!is_printable(line)) {
      refuse(500, "5.5.2", "control characters in a command");
    } else if (auto event = run(line, input)) {
      return *event;
    }
  }
  return event::Close{};
}

std::optional<Event> Session::run(std::string_view line, std::string_view rest) {
  const auto [verb, arguments] = split(line);
  if (is(verb, "LHLO") || is(verb, "EHLO") || is(verb, "HELO")) return hello(verb, arguments);
  if (is(verb, "MAIL")) {
    mail(arguments);
  } else if (is(verb, "RCPT")) {
    return rcpt(arguments);
  } else if (is(verb, "DATA")) {
    if (arguments.empty()) return data();
    refuse(501, "5.5.4", "DATA has no arguments");
  } else if (is(verb, "RSET")) {
    reset();
    say({250, "2.0.0", "ok"});
  } else if (is(verb, "NOOP")) {
    say({250, "2.0.0", "ok"});
  } else if (is(verb, "VRFY")) {
    say({252, "2.1.5", "send it and see"});  // RFC 5321 section 3.5.3
    ++mistakes_;
  } else if (is(verb, "QUIT")) {
    say({221, "2.0.0", "bye"});
    state_ = State::closing;
  } else if (is(verb, "STARTTLS")) {
    return start_tls(rest);
  } else {
    refuse(500, "5.5.1", "unknown command");
  }
  return std::nullopt;
}

// LMTP knows LHLO alone, and SMTP never (RFC 2033 section 4.1): whoever takes one for the other
// would wait for the wrong number of answers.
std::optional<Event> Session::hello(std::string_view verb, std::string_view name) {
  if (is(verb, "LHLO") != is_lmtp()) {
    refuse(500, "5.5.1", is_lmtp() ? "this is LMTP: say LHLO" : "this is SMTP: say EHLO");
  } else if (name.empty() || name.size() > 255) {
    refuse(501, "5.5.4", "say who you are");
  } else {
    reset();
    greeted_ = true;
    client_ = name;
    if (is(verb, "HELO")) {
      say({250, "", settings_.host});
    } else {
      offer();
    }
  }
  return std::nullopt;
}

void Session::offer() {
  const auto line = [&](std::string_view text) {
    output_.append("250-").append(text).append("\r\n");
  };
  line(settings_.host);
  line("PIPELINING");
  line("ENHANCEDSTATUSCODES");
  line("8BITMIME");
  line("SMTPUTF8");
  if (!is_lmtp() && settings_.can_start_tls && !encrypted_) line("STARTTLS");
  say({250, "", fmt::format("SIZE {}", settings_.max_size)});
}

void Session::mail(std::string_view arguments) {
  if (!greeted_) return refuse(503, "5.5.1", "say hello first");
  if (settings_.must_start_tls && !encrypted_) return refuse(530, "5.7.0", "say STARTTLS first");
  if (has_sender_) return refuse(503, "5.5.1", "one sender at a time");
  if (mails_ >= settings_.max_mails) return say_goodbye("enough for one connection");
  if (!take_word(arguments, "FROM:")) return refuse(501, "5.5.4", "MAIL FROM:<address> expected");
  const auto path = read_path(arguments);
  if (!path) return refuse(501, "5.1.7", "this is no address");
  if (!take_parameters(*path)) return;
  if (!utf8_ && !is_ascii(path->mailbox)) {
    return refuse(550, "5.6.7", "an address in UTF-8 needs SMTPUTF8");  // RFC 6531 section 3.5
  }
  has_sender_ = true;
  sender_ = path->mailbox;
  say({250, "2.1.0", "ok"});
}

// False: it is answered already.
bool Session::take_parameters(const PathAndParameters& path) {
  utf8_ = false;
  for (const auto& [name, value] : path.parameters) {
    if (is(name, "SIZE")) {
      const bool digits = !value.empty() && value.size() <= 20 &&
                          value.find_first_not_of("0123456789") == std::string_view::npos;
      if (!digits) return refuse(501, "5.5.4", "SIZE is a number"), false;
      std::uint64_t size = 0;
      for (const char c : value) {
        if (size <= settings_.max_size) size = size * 10 + static_cast<std::uint64_t>(c - '0');
      }
      if (size > settings_.max_size) {
        return say({552, "5.3.4", fmt::format("at most {} bytes", settings_.max_size)}), false;
      }
    } else if (is(name, "BODY")) {
      if (!is(value, "7BIT") && !is(value, "8BITMIME"))
        return refuse(501, "5.5.4", "BODY is 7BIT or 8BITMIME"), false;
    } else if (is(name, "SMTPUTF8")) {
      if (!value.empty()) return refuse(501, "5.5.4", "SMTPUTF8 has no value"), false;
      utf8_ = true;
    } else if (!is(name, "RET") && !is(name, "ENVID") && !is(name, "AUTH")) {
      return refuse(555, "5.5.4", "unknown parameter"), false;
    }
  }
  return true;
}

std::optional<Event> Session::rcpt(std::string_view arguments) {
  const auto refused = [this](int code, std::string_view enhanced, std::string_view text) {
    refuse(code, enhanced, text);
    return std::optional<Event>{};
  };
  if (!has_sender_) return refused(503, "5.5.1", "say MAIL first");
  if (!take_word(arguments, "TO:")) return refused(501, "5.5.4", "RCPT TO:<address> expected");
  const auto path = read_path(arguments);
  if (!path || path->mailbox.empty()) return refused(501, "5.1.3", "this is no address");
  for (const auto& [name, value] : path->parameters) {
    if (!is(name, "NOTIFY") && !is(name, "ORCPT"))
      return refused(555, "5.5.4", "unknown parameter");
  }
  if (!utf8_ && !is_ascii(path->mailbox))
    return refused(550, "5.6.7", "an address in UTF-8 needs SMTPUTF8");
  if (recipients_.size() >= settings_.max_recipients) {
    say({452, "4.5.3", "too many recipients; send the rest again"});
    return {};
  }
  asked_recipient_ = path->mailbox;
  state_ = State::recipient_asked;
  return event::Recipient{asked_recipient_};
}

void Session::answer_recipient(const Reply& reply) {
  assert(state_ == State::recipient_asked);
  state_ = State::command;
  if (reply.positive()) {
    recipients_.push_back(std::exchange(asked_recipient_, {}));
    say(reply);
  } else {
    refuse(reply.code, reply.enhanced, reply.text);  // whoever guesses addresses is sent away
  }
}

// Commands that lie behind STARTTLS in the clear would be run as if they had come encrypted
// (CVE-2011-0411).
std::optional<Event> Session::start_tls(std::string_view rest) {
  if (is_lmtp() || !settings_.can_start_tls || encrypted_) {
    refuse(502, "5.5.1", "no TLS here");
    return std::nullopt;
  }
  if (!rest.empty()) {
    say({501, "5.5.1", "nothing may follow STARTTLS"});
    state_ = State::closing;
    return std::nullopt;
  }
  say({220, "2.0.0", "go ahead"});
  return event::StartTls{};
}

void Session::tls_started() {
  reset();
  encrypted_ = true;
  greeted_ = false;  // RFC 3207 section 4.2: all knowledge from before is void
  client_.clear();
}

void Session::say_goodbye(std::string_view why) {
  say({421, "4.3.2", fmt::format("{}: {}", settings_.host, why)});
  state_ = State::closing;
}

}  // namespace crosstown::mail
