// What a resident says: kept as every message, entered in the session's log, and only then
// acknowledged.
//
// The line where responsibility passes is the intake's (router/lane/lane.h). The log comes after
// it: a daemon that dies in between has not acknowledged, the widget says it again, and the intake
// knows it by its id.
#include <algorithm>
#include <utility>

#include "daemon/chat/line.h"

namespace crosstown::chat {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct Line::Kept {
  bool is_kept = false;
  std::string tracking;  // empty: no request was made of it
  std::string words;     // what the city says at once; empty: nothing
  std::vector<Attachment> files;
};

namespace {

constexpr auto try_again = 2s;

// False: one of them is not this session's.
bool read_files(const TokenMaker& tokens, const std::string& session, const wish::Say& said,
                std::vector<Attachment>& files) {
  for (const std::string& token : said.files) {
    auto file = tokens.upload_of(session, token, now());
    if (!file) return false;
    files.push_back(*std::move(file));
  }
  return true;
}

std::size_t bytes_of(const wish::Say& said) { return said.text.size() + said.id.size(); }

}  // namespace

asio::awaitable<void> Line::keep(wish::Say said) {
  const auto city = lines_.parts.city.get();
  const Channel* const channel = this->channel(*city);
  if (!channel) co_return;
  const WidgetSettings& settings = channel->chat->settings();
  if (ended_) {
    session_.refuse("closed", said.id);
    co_return;
  }
  if (!lines_.guard.may_say(place_.session, settings, Clock::now())) {
    session_.too_fast(said.id, settings.messages.every, Clock::now());
    co_return;
  }
  session_.not_too_fast();
  std::vector<Attachment> files;
  if (!read_files(*lines_.watch.tokens(), place_.session, said, files)) {
    session_.refuse("file", said.id);
    co_return;
  }
  active_ = Clock::now();
  auto taking = take_in(*channel, city, said, std::move(files));
  Kept kept = co_await std::move(taking);
  if (!kept.is_kept) {
    session_.refuse("busy", said.id, try_again);
    co_return;
  }
  std::string tracking = kept.tracking;
  auto entering = enter_in_log(said, std::move(kept));
  co_await std::move(entering);
  flush();
  if (tracking.empty()) co_return;
  auto introducing = introduce(std::move(tracking));
  co_await std::move(introducing);
}

asio::awaitable<Line::Kept> Line::take_in(const Channel& channel, std::shared_ptr<const City> city,
                                          const wish::Say& said, std::vector<Attachment> files) {
  Kept kept;
  kept.files = files;
  // What the widget shows is only a hint: residents write as they speak.
  const std::string language = city->languages.judge({}, said.text, language_).language;
  const std::string name = story_ ? story_->card.name : std::string();
  Message message =
      channel.chat->message_of(said, std::move(files), place_.session, name, language);
  auto taking = lines_.parts.intake.take_message(std::move(city), channel, std::move(message),
                                                 bytes_of(said), seat_.source());
  Outcome outcome = co_await std::move(taking);
  if (auto* const accepted = std::get_if<Accepted>(&outcome)) {
    kept.is_kept = true;
    kept.tracking = std::move(accepted->tracking);
    kept.words = std::move(accepted->words);
  } else if (auto* const served = std::get_if<SelfServed>(&outcome)) {
    kept.is_kept = true;
    kept.words = std::move(served->words);
  }
  co_return kept;
}

// Where Redis is away the spool has the message: acknowledged without a place, and the widget says
// it again later for the log.
asio::awaitable<void> Line::enter_in_log(const wish::Say& said, Kept kept) {
  using State = ChatLog::Added::State;
  const Time time = now();
  ChatLog::Addition addition;
  addition.bodies.push_back(words::resident_body(said, kept.files, kept.tracking, time));
  std::string answer;
  if (!kept.words.empty())
    answer = words::automatic_body(said.id, kept.words, kept.tracking, {}, time);
  if (!answer.empty()) addition.bodies.push_back(answer);
  addition.once = said.id;
  addition.tracking = kept.tracking;
  addition.floor = shown_;
  auto adding = lines_.parts.store.chat_log().add(place_, std::move(addition));
  const ChatLog::Added added = co_await std::move(adding);
  const bool is_placed = added.state == State::done || added.state == State::known;
  const std::string& tracking = added.state == State::known ? added.tracking : kept.tracking;
  // Whom to call in an emergency cannot wait for the log.
  const std::string_view unlogged = is_placed ? std::string_view() : kept.words;
  say(words::ack(said.id, is_placed ? added.first : 0, tracking, unlogged, time));
  if (added.state == State::ended) ended_ = true;
  if (added.state != State::done) co_return;
  newest_ = std::max(newest_, added.last);
  // Usually nobody else said anything meanwhile, and the log need not be read for what is known.
  const std::uint64_t own = added.first + (answer.empty() ? 0 : 1);
  if (shown_ + 1 == added.first) {
    shown_ = added.first;
    if (!answer.empty()) show({own, std::move(answer), {}});
  }
  if (shown_ < added.last) look();
}

}  // namespace crosstown::chat
