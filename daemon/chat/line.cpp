#include "daemon/chat/line.h"

#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "router/task.h"

namespace crosstown::chat {

namespace asio = boost::asio;

namespace {

// A frame of a chat fits; a larger one is read in pieces.
constexpr std::size_t bytes_at_once = 512;
constexpr std::size_t entries_at_once = 50;
constexpr std::size_t most_unread = 200;

}  // namespace

Line::Line(const Lines& lines, Hall& hall, http::Wire& wire, std::string channel, Guard::Seat seat,
           const WidgetSettings& settings)
    : lines_(lines),
      hall_(hall),
      wire_(&wire),
      executor_(hall.context().get_executor()),
      channel_(std::move(channel)),
      seat_(std::move(seat)),
      session_(settings.limits, Clock::now()),
      active_(Clock::now()) {
  entry_.line = this;
  place_.keep_for = settings.session;
}

Line::Story& Line::story() {
  if (!story_) story_ = std::make_unique<Story>();
  return *story_;
}

const Channel* Line::channel(const City& city) {
  const Channel* const found = city.channel(channel_);
  if (found && found->chat) return found;
  close(CloseCode::going_away);
  return nullptr;
}

asio::awaitable<void> Line::run(std::shared_ptr<Line> self) {
  Line& line = *self;
  line.hall_.enter(line);
  line.wire_->when_ending([&line] {
    line.close(CloseCode::going_away);
    line.flush();
  });
  std::array<char, bytes_at_once> buffer;
  for (bool open = true; open;) {
    const std::size_t bytes = co_await line.wire_->receive(buffer);
    if (bytes == 0) break;
    const std::string_view input(buffer.data(), bytes);
    try {
      open = co_await line.take(input);
    } catch (const std::exception& error) {  // the hall must not keep a line that is gone
      SPDLOG_ERROR("event=chat_broken channel={} detail=\"{}\"", line.channel_, error.what());
      line.close(CloseCode::internal);
      open = false;
    }
    line.flush();
  }
  line.close(CloseCode::normal);  // where it is not closed yet
  line.flush();
  co_await line.written(0);  // in the hall meanwhile: its tick cuts off who does not read
  line.hall_.leave(line);
  line.wire_->when_ending({});
  line.wire_ = nullptr;
}

// False: it is closed.
asio::awaitable<bool> Line::take(std::string_view input) {
  for (;;) {
    if (session_.output().size() > most_waiting) {
      session_.output().clear();  // of whole frames
      close(CloseCode::slow);
    }
    Event event = session_.next(input, Clock::now());
    if (std::holds_alternative<event::NeedInput>(event)) co_return true;
    if (std::holds_alternative<event::Closed>(event)) co_return false;
    auto doing = fulfil(std::get<Wish>(std::move(event)));
    co_await std::move(doing);
    flush();
  }
}

void Line::close(CloseCode code) { session_.close(code, Clock::now()); }

void Line::flush() {
  if (writing_ || !wire_ || session_.output().empty()) return;
  writing_ = true;
  asio::co_spawn(executor_, write(shared_from_this()), task("chat-write"));
}

asio::awaitable<void> Line::write([[maybe_unused]] std::shared_ptr<Line> self) {
  while (!session_.output().empty()) {
    std::string bytes = std::exchange(session_.output(), {});
    auto sending = wire_->send(std::move(bytes));
    const bool sent = co_await std::move(sending);
    if (!sent) session_.output() = {};
  }
  writing_ = false;
  if (writer_done_) writer_done_->cancel();
}

// Until no more than so many bytes wait. The expiry is set once: setting it ends every wait, and
// two may wait here.
asio::awaitable<void> Line::written(std::size_t at_most) {
  flush();
  while (writing_ && (at_most == 0 || session_.output().size() > at_most)) {
    if (!writer_done_)
      writer_done_ = std::make_unique<asio::steady_timer>(executor_, Clock::time_point::max());
    co_await writer_done_->async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void Line::wake(std::uint64_t seq) {
  newest_ = std::max(newest_, seq);
  if (newest_ > shown_) look();
}

// The log is read once more if it is being read.
void Line::look() {
  once_more_ = true;
  if (reading_on_ || !wire_ || place_.session.empty()) return;
  reading_on_ = true;
  asio::co_spawn(executor_, read_on(shared_from_this()), task("chat-read-on"));
}

asio::awaitable<void> Line::read_on([[maybe_unused]] std::shared_ptr<Line> self) {
  while (wire_ && std::exchange(once_more_, false)) {
    for (bool more = true; more && wire_;) {
      auto reading = lines_.parts.store.chat_log().read(place_, shown_, entries_at_once);
      const ChatLog::Log log = co_await std::move(reading);
      if (!wire_ || !log.answered) break;  // when Redis answers again, the watch wakes everybody
      for (const ChatLog::Entry& entry : log.entries) show(entry);
      more = log.entries.size() == entries_at_once;
      flush();
      if (log.ended && !more) close(CloseCode::over);
      flush();
      if (more) co_await written(most_waiting);
    }
  }
  reading_on_ = false;
}

void Line::show(const ChatLog::Entry& entry) {
  if (entry.seq <= shown_) return;
  say(words::entry({entry.seq, entry.body}));
  shown_ = entry.seq;
  active_ = Clock::now();
  if (entry.handle.empty()) return;
  auto& unread = story().unread;
  if (unread.size() < most_unread) unread.emplace_back(entry.seq, entry.handle);
}

void Line::tick(Clock::time_point now) {
  if (!wire_) return;
  if (!session_.tick(now)) {
    wire_->cut();
    return;
  }
  if (now - active_ >= place_.keep_for) close(CloseCode::over);
  flush();
}

}  // namespace crosstown::chat
