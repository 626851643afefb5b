// One widget's connection: its session (channels/chat/session.h) between the socket and the
// session's log.
//
//   receive ─► Session::next ─► wish ─► line_wishes.cpp, line_say.cpp ─► intake, log
//   socket  ◄─ write ◄─ Session::output ◄──┴── look: what the log has behind `shown_`
//
// Whatever anybody adds to the log is read from there, after the last entry that was sent: so an
// entry is neither left out nor sent twice on one connection, whichever daemon wrote it, and a
// widget that names the last one it has goes on the same way on any other.
//
// On one thread. Nearly all lines are idle: one waits in receive() and has no other coroutine, no
// timer of its own and no buffer but that of run().
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "channels/chat/session.h"
#include "channels/chat/words.h"
#include "daemon/chat/hall.h"
#include "daemon/chat/parts.h"
#include "daemon/http/handler.h"

namespace crosstown::chat {

// What lines share; lives as long as the daemon.
struct Lines {
  Parts parts;
  Guard& guard;
  Watch& watch;
};

class Line : public std::enable_shared_from_this<Line> {
 public:
  using Clock = std::chrono::steady_clock;

  // Bytes that may wait for a socket before more is added; who is slower than that is cut off.
  static constexpr std::size_t most_waiting = 256 * 1024;

  Line(const Lines& lines, Hall& hall, http::Wire& wire, std::string channel, Guard::Seat seat,
       const WidgetSettings& settings);

  // Until the connection is to be closed; the wire is not used any more then.
  [[nodiscard]] static boost::asio::awaitable<void> run(std::shared_ptr<Line> self);

  // For the hall.
  void wake(std::uint64_t seq);
  void look();
  void tick(Clock::time_point now);
  [[nodiscard]] const std::string& session() const { return place_.session; }
  [[nodiscard]] LineEntry& entry() { return entry_; }

 private:
  // What only a session that was used has.
  struct Story {
    Card card;
    std::vector<std::pair<std::uint64_t, std::string>> unread;  // seq and handle of replies
    std::string told_of;  // the request whose people know the card
  };

  boost::asio::awaitable<bool> take(std::string_view input);
  boost::asio::awaitable<void> fulfil(Wish wish);
  void flush();
  boost::asio::awaitable<void> write(std::shared_ptr<Line> self);
  boost::asio::awaitable<void> read_on(std::shared_ptr<Line> self);
  boost::asio::awaitable<void> written(std::size_t at_most);
  void show(const ChatLog::Entry& entry);
  void say(std::string_view json) { session_.say(json, Clock::now()); }
  void close(CloseCode code);
  // The channel as it is now; null: it is closed.
  [[nodiscard]] const Channel* channel(const City& city);
  [[nodiscard]] Story& story();

  // line_wishes.cpp
  boost::asio::awaitable<void> greet(wish::Hello hello);
  boost::asio::awaitable<std::shared_ptr<const TokenMaker>> signer();
  void begin(std::string session, const Channel& channel);
  boost::asio::awaitable<void> nothing();
  boost::asio::awaitable<bool> resume(const SessionToken& token, const wish::Hello& hello,
                                      const Channel& channel, ChatLog::Log& log);
  boost::asio::awaitable<void> read_up_to(std::uint64_t seq);
  boost::asio::awaitable<void> tell_older(wish::History history);
  boost::asio::awaitable<void> note_contact(wish::Contact contact);
  boost::asio::awaitable<void> note_survey(wish::Survey survey);
  boost::asio::awaitable<void> end();
  boost::asio::awaitable<void> tell_people(std::string tracking, std::string text);

  // line_say.cpp
  boost::asio::awaitable<void> keep(wish::Say said);
  struct Kept;
  boost::asio::awaitable<Kept> take_in(const Channel& channel, std::shared_ptr<const City> city,
                                       const wish::Say& said, std::vector<Attachment> files);
  boost::asio::awaitable<void> enter_in_log(const wish::Say& said, Kept kept);
  boost::asio::awaitable<void> introduce(std::string tracking);

  const Lines& lines_;
  Hall& hall_;
  http::Wire* wire_;  // null: the connection has ended
  const boost::asio::any_io_executor executor_;
  const std::string channel_;
  const Guard::Seat seat_;
  LineEntry entry_;
  Session session_;
  ChatLog::Place place_;  // its session is empty before the greeting
  std::string language_;
  std::uint64_t shown_ = 0;   // the last entry that was sent
  std::uint64_t newest_ = 0;  // there is, as far as is known
  Clock::time_point active_;  // when anything was said in it
  bool ended_ = false;        // nothing more may be said
  bool writing_ = false;
  bool reading_on_ = false;
  bool once_more_ = false;
  std::unique_ptr<Story> story_;
  std::unique_ptr<boost::asio::steady_timer> writer_done_;  // while somebody waits for it
};

}  // namespace crosstown::chat
