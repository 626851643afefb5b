// What a widget wishes, but for what it says to the city (line_say.cpp).
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "daemon/chat/line.h"
#include "daemon/chat/pages.h"
#include "router/message/phone.h"

namespace crosstown::chat {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t entries_at_once = 50;

// 128 bits in hex: nobody's to guess, though a token is needed beside it. Empty: no randomness.
std::string fresh_session() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return {};
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

void replace(std::string& old, std::optional<std::string> by) {
  if (by) old = *std::move(by);
}

std::string words_of(const Card& card) {
  std::string words = "The resident can be reached:";
  for (const std::string* one : {&card.name, &card.phone, &card.email}) {
    if (!one->empty()) words += ' ' + *one + ';';
  }
  words.pop_back();
  return card.text_me ? words + ". Answers are texted, too." : words + '.';
}

}  // namespace

asio::awaitable<void> Line::fulfil(Wish wish) {
  if (auto* const hello = std::get_if<wish::Hello>(&wish)) return greet(std::move(*hello));
  if (auto* const said = std::get_if<wish::Say>(&wish)) return keep(std::move(*said));
  if (auto* const history = std::get_if<wish::History>(&wish)) return tell_older(*history);
  if (auto* const contact = std::get_if<wish::Contact>(&wish))
    return note_contact(std::move(*contact));
  if (auto* const survey = std::get_if<wish::Survey>(&wish)) return note_survey(std::move(*survey));
  if (const auto* const read = std::get_if<wish::Read>(&wish)) return read_up_to(read->seq);
  if (std::holds_alternative<wish::End>(wish)) return end();
  return nothing();  // that somebody types is told to nobody yet
}

asio::awaitable<void> Line::nothing() { co_return; }

// After a start everybody comes back at once, perhaps before Redis has answered.
asio::awaitable<std::shared_ptr<const TokenMaker>> Line::signer() {
  asio::steady_timer pause(executor_);
  for (auto waited = 0ms; waited < 5s && !session_.is_closed(); waited += 50ms) {
    if (auto tokens = lines_.watch.tokens()) co_return tokens;
    pause.expires_after(50ms);
    co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  co_return nullptr;
}

// Registered before the log is read: what is added after the reading wakes the line.
asio::awaitable<void> Line::greet(wish::Hello hello) {
  const auto city = lines_.parts.city.get();
  const Channel* const channel = this->channel(*city);
  if (!channel) co_return;
  auto getting = signer();
  const auto tokens = co_await std::move(getting);
  if (!tokens) {
    close(CloseCode::try_later);
    co_return;
  }
  Welcome welcome;
  ChatLog::Log log;
  SessionToken token;
  if (!hello.token.empty()) {
    const auto known = tokens->session_of(channel_, hello.token);
    if (known) {
      token = *known;
      auto resuming = resume(token, hello, *channel, log);
      welcome.resumed = co_await std::move(resuming);
      if (session_.is_closed()) co_return;
    }
    welcome.gone = !welcome.resumed;
  }
  if (!welcome.resumed) {
    token = {fresh_session(), now()};
    if (token.session.empty() ||
        !lines_.guard.may_begin(seat_.source(), channel->chat->settings(), Clock::now())) {
      close(CloseCode::too_much);
      co_return;
    }
    begin(token.session, *channel);
    log = {};
  }
  const std::string text = tokens->for_session(channel_, token);
  const Notice notice = notice_of(*city, channel->chat->settings(), hello.language, {});
  language_ = notice.language;
  welcome.token = text;
  welcome.session = token.session;
  welcome.ended = ended_;
  welcome.first = log.first;
  welcome.last = log.last;
  if (story_) welcome.card = &story_->card;
  say(words::welcome(welcome, notice));
  for (const ChatLog::Entry& entry : log.entries) show(entry);
  if (ended_ || newest_ > shown_ || log.last > shown_) look();
}

void Line::begin(std::string session, const Channel& channel) {
  place_ = lines_.parts.store.chat_log().place_of(channel_, std::move(session),
                                                  channel.chat->settings().session);
  hall_.name(place_.session, *this);
}

// Whether the session goes on. Closed: that cannot be known now.
asio::awaitable<bool> Line::resume(const SessionToken& token, const wish::Hello& hello,
                                   const Channel& channel, ChatLog::Log& log) {
  begin(token.session, channel);
  shown_ = hello.last;
  auto reading = lines_.parts.store.chat_log().read(place_, shown_, entries_at_once);
  log = co_await std::move(reading);
  if (!log.answered) {
    close(CloseCode::try_later);
    co_return false;
  }
  const bool is_old = token.made + channel.chat->settings().session < now();
  // Who has seen more than there is saw a log that Redis has lost, or let go of.
  if (log.last < hello.last || (!log.exists && is_old)) {
    hall_.forget(*this);
    shown_ = newest_ = 0;
    co_return false;
  }
  ended_ = log.ended;
  if (!log.name.empty() || !log.phone.empty() || !log.email.empty())
    story().card = {log.name, log.phone, log.email, log.text_me};
  co_return true;
}

asio::awaitable<void> Line::read_up_to(std::uint64_t seq) {
  if (!story_) co_return;
  auto& unread = story_->unread;
  const auto behind =
      std::find_if(unread.begin(), unread.end(), [&](const auto& one) { return one.first > seq; });
  const std::vector<std::pair<std::uint64_t, std::string>> read(unread.begin(), behind);
  unread.erase(unread.begin(), behind);
  for (const auto& [number, handle] : read) {
    DeliveryReport report;
    report.handle = handle;
    report.state = DeliveryReport::State::delivered;
    auto telling = lines_.parts.replies.report(channel_, std::move(report));
    const Replies::Noted noted = co_await std::move(telling);
    if (noted == Replies::Noted::unavailable) co_return;
  }
}

asio::awaitable<void> Line::tell_older(wish::History history) {
  auto reading = lines_.parts.store.chat_log().older(place_, history.before, history.count);
  const auto found = co_await std::move(reading);
  if (!found) {
    session_.refuse("busy", {}, 2s);
    co_return;
  }
  std::vector<Entry> entries;
  for (const ChatLog::Entry& entry : *found) entries.push_back({entry.seq, entry.body});
  say(words::history(entries, entries.size() == history.count && entries.front().seq > 1));
}

asio::awaitable<void> Line::note_contact(wish::Contact contact) {
  const auto city = lines_.parts.city.get();
  const Channel* const channel = this->channel(*city);
  if (!channel) co_return;
  if (!lines_.guard.may_say(place_.session, channel->chat->settings(), Clock::now())) {
    session_.too_fast({}, 2s, Clock::now());
    co_return;
  }
  Card card = story().card;
  replace(card.name, std::move(contact.name));
  replace(card.email, std::move(contact.email));
  replace(card.phone, std::move(contact.phone));
  if (contact.text_me) card.text_me = *contact.text_me;
  if (card.phone.empty()) card.text_me = false;
  const auto number = to_e164(card.phone, city->normaliser.phone_region);
  if (number) card.phone = *number;
  const bool can_text = !channel->chat->settings().text_by.empty() && number.has_value();
  if (card.text_me && !can_text) {
    session_.refuse("phone", {});
    co_return;
  }
  ChatLog::Facts facts{{"name", card.name},
                       {"phone", card.phone},
                       {"email", card.email},
                       {"text", card.text_me ? "1" : ""}};
  auto setting = lines_.parts.store.chat_log().set(place_, std::move(facts));
  const auto requests = co_await std::move(setting);
  if (!requests) {
    session_.refuse("busy", {}, 2s);
    co_return;
  }
  story().card = card;
  story().told_of.clear();
  say(words::card(card));
  if (requests->empty()) co_return;
  auto introducing = introduce(requests->front());
  co_await std::move(introducing);
}

// The request's people are told whom it is from, once.
asio::awaitable<void> Line::introduce(std::string tracking) {
  if (!story_ || story_->told_of == tracking) co_return;
  const Card& card = story_->card;
  if (card.name.empty() && card.phone.empty() && card.email.empty()) co_return;
  story_->told_of = tracking;
  auto telling = tell_people(std::move(tracking), words_of(card));
  co_await std::move(telling);
}

asio::awaitable<void> Line::tell_people(std::string tracking, std::string text) {
  auto noting = lines_.parts.store.desk().note(std::move(tracking), "resident", std::move(text));
  const auto noted = co_await std::move(noting);
  (void)noted;  // what was noted in the session stays there
}

asio::awaitable<void> Line::note_survey(wish::Survey survey) {
  const auto city = lines_.parts.city.get();
  const Channel* const channel = this->channel(*city);
  if (!channel) co_return;
  if (!lines_.guard.may_say(place_.session, channel->chat->settings(), Clock::now())) {
    session_.too_fast({}, 2s, Clock::now());
    co_return;
  }
  ChatLog::Facts facts{{"thumb", survey.up ? "up" : "down"}, {"word", survey.word}};
  auto setting = lines_.parts.store.chat_log().set(place_, std::move(facts));
  const auto requests = co_await std::move(setting);
  if (!requests) {
    session_.refuse("busy", {}, 2s);
    co_return;
  }
  say(words::surveyed(survey.up));
  if (requests->empty()) co_return;
  std::string text = survey.up ? "Survey: thumbs up" : "Survey: thumbs down";
  if (!survey.word.empty()) text += ": " + survey.word;
  auto telling = tell_people(requests->front(), std::move(text));
  co_await std::move(telling);
}

asio::awaitable<void> Line::end() {
  ChatLog::Addition addition;
  addition.bodies = {words::ended_body(now())};
  addition.floor = shown_;
  addition.ends = true;
  auto adding = lines_.parts.store.chat_log().add(place_, std::move(addition));
  const ChatLog::Added added = co_await std::move(adding);
  if (added.state == ChatLog::Added::State::unavailable) {
    session_.refuse("busy", {}, 2s);
    co_return;
  }
  ended_ = true;
  look();
}

}  // namespace crosstown::chat
