#include "channels/chat/session.h"

#include <algorithm>
#include <utility>

#include "channels/chat/words.h"

namespace crosstown::chat {
namespace {

using namespace std::chrono_literals;

// Frames of any kind: typing and reading included, nobody makes as many by hand.
constexpr auto frame_every = 50ms;
constexpr auto frame_burst = 200 * frame_every;

}  // namespace

Event Session::next(std::string_view& input, Time now) {
  while (!closed_) {
    Frame frame = reader_.next(input);
    if (std::holds_alternative<frame::NeedInput>(frame)) return event::NeedInput{};
    if (greeted_) heard_ = now;  // until then its beginning counts
    if (const auto* const broken = std::get_if<frame::Broken>(&frame)) {
      close(broken->code, now);
      break;
    }
    if (const auto* const said = std::get_if<frame::Close>(&frame)) {
      // RFC 6455 section 5.5.1: the code is sent back.
      close(said->code == CloseCode::none ? CloseCode::normal : said->code, now);
      break;
    }
    if (is_flood(now)) {
      too_fast({}, frame_every, now);
      continue;
    }
    if (const auto* const ping = std::get_if<frame::Ping>(&frame))
      append_pong_frame(output_, ping->payload);
    const auto* const text = std::get_if<frame::Text>(&frame);
    if (!text) continue;
    Event event = judge(read_wish(text->text, limits_), now);
    if (!std::holds_alternative<event::NeedInput>(event)) return event;
  }
  return event::Closed{};
}

// NeedInput: it is dealt with.
Event Session::judge(Wish wish, Time now) {
  const bool is_hello = std::holds_alternative<wish::Hello>(wish);
  if (std::holds_alternative<wish::Garbage>(wish) || is_hello == greeted_) {
    close(CloseCode::policy, now);
    return event::Closed{};
  }
  if (const auto* const refused = std::get_if<wish::Refused>(&wish)) {
    refuse(refused->code, refused->id);
    return event::NeedInput{};
  }
  if (const auto* const ping = std::get_if<wish::Ping>(&wish)) {
    say(words::pong(ping->number), now);
    return event::NeedInput{};
  }
  if (!std::exchange(greeted_, true)) heard_ = now;
  return Event(std::move(wish));
}

// As router/limits/rate_limiter.h, for one.
bool Session::is_flood(Time now) {
  full_again_ = std::max(full_again_, now);
  if (full_again_ - now >= frame_burst) return true;
  full_again_ += frame_every;
  return false;
}

void Session::say(std::string_view json, Time now) {
  if (closed_) return;
  append_text_frame(output_, json);
  said_ = now;
}

void Session::refuse(std::string_view code, std::string_view id, std::chrono::milliseconds retry) {
  if (!closed_) append_text_frame(output_, words::refusal(code, id, retry));
}

void Session::too_fast(std::string_view id, std::chrono::milliseconds retry, Time now) {
  refuse("rate", id, retry);
  if (++strikes_ >= most_strikes) close(CloseCode::too_much, now);
}

void Session::close(CloseCode code, Time now) {
  if (std::exchange(closed_, true)) return;
  append_close_frame(output_, code);
  said_ = now;
}

bool Session::tick(Time now) {
  if (closed_) return now - said_ < close_within;
  if (now - heard_ >= dead_after) return false;
  if (!greeted_ && now - heard_ >= hello_within) close(CloseCode::policy, now);
  if (!closed_ && now - heard_ >= ping_after && now - pinged_ >= ping_after) {
    append_ping_frame(output_);
    pinged_ = now;
  }
  return true;
}

}  // namespace crosstown::chat
