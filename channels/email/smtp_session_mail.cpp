// A mail's text, and the answers to it.
#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "channels/email/smtp_session.h"

namespace crosstown::mail {
namespace {

Reply one_for_all(std::span<const Reply> replies) {
  const auto find = [&](auto&& wanted) {
    return std::find_if(replies.begin(), replies.end(), wanted);
  };
  auto found = find([](const Reply& each) { return each.temporary(); });
  if (found == replies.end()) found = find([](const Reply& each) { return each.positive(); });
  return found == replies.end() ? replies.front() : *found;
}

}  // namespace

std::optional<Event> Session::data() {
  if (recipients_.empty()) {
    // RFC 2033 section 4.2. Not a mistake: whoever pipelines says DATA before it knows.
    say(has_sender_ ? Reply{503, "5.5.1", "no recipient was taken"}
                    : Reply{503, "5.5.1", "say MAIL first"});
    if (!has_sender_) ++mistakes_;
    return std::nullopt;
  }
  state_ = State::data_asked;
  return event::MailBegins{};
}

void Session::answer_data(const std::optional<Reply>& refusal) {
  assert(state_ == State::data_asked);
  if (refusal) {
    reset();
    say(*refusal);
    return;
  }
  reader_ = {};
  state_ = State::text;
  say({354, "", "go ahead"});
}

// Past the limit the text is read on but not handed out: a sender listens only behind its end.
Event Session::next_text(std::string_view& input) {
  while (!input.empty()) {
    const auto [bytes, end] = reader_.next(input);
    if (end) return end_of_text();
    const bool fit = reader_.size() <= settings_.max_size && !reader_.bare_line_end();
    if (!bytes.empty() && fit) return event::Text{bytes};
  }
  return event::NeedInput{};
}

Event Session::end_of_text() {
  ++mails_;
  state_ = State::mail_asked;
  if (reader_.bare_line_end()) {
    const std::vector<Reply> replies(recipients_.size(),
                                     {550, "5.5.2", "bare CR or LF in the mail"});
    answer_mail(replies);
    return event::MailDropped{};
  }
  if (reader_.size() > settings_.max_size) {
    const std::vector<Reply> replies(
        recipients_.size(), {552, "5.3.4", fmt::format("at most {} bytes", settings_.max_size)});
    answer_mail(replies);
    return event::MailDropped{};
  }
  return event::MailEnds{};
}

void Session::answer_mail(std::span<const Reply> replies) {
  assert(state_ == State::mail_asked && replies.size() == recipients_.size());
  if (is_lmtp()) {
    for (const Reply& reply : replies) say(reply);
  } else {
    say(one_for_all(replies));
  }
  reset();
}

}  // namespace crosstown::mail
