// Replies to residents, as they lie in Redis: queued, taken by the daemon that holds the
// partition's lease, settled (router/store/outbox.lua, lines.lua). Every function from any of the
// I/O threads.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "router/lane/lane.h"
#include "router/message/message.h"

namespace crosstown {

// In the order of their weight. None may starve the one before it.
enum class OutboxLane { emergency, reply, notice, housekeeping };
[[nodiscard]] std::string_view to_text(OutboxLane lane);
[[nodiscard]] std::optional<OutboxLane> outbox_lane_from(std::string_view word);

// What a reply is to be; the address is the conversation's own.
struct NewReply {
  std::string id;  // UUIDv7
  std::string tracking;
  std::string channel;
  std::string conversation;
  OutboxLane lane = OutboxLane::reply;
  std::string to, from;
  std::string text, language;
  std::string by;    // who wrote it: a name of `access:`, or "receipt"
  std::string once;  // the same key makes no second reply for a day; empty: none
};

// "26-0001234-9.<id>": what reports about a reply name. It tells the partition.
[[nodiscard]] std::string reply_handle(std::string_view tracking, std::string_view id);
struct ReplyName {
  std::string tracking;  // canonical
  std::string id;
};
[[nodiscard]] std::optional<ReplyName> parse_reply_handle(std::string_view handle);

// A reply that this daemon is to send now, or whose fate it is to find out.
struct TakenReply {
  std::string id;
  std::string tracking;
  std::string channel;
  std::string conversation;
  OutboxLane lane = OutboxLane::reply;
  std::string to, from;
  std::string text, language;
  int attempt = 0;                 // grows for ever: tells one attempt from another
  int tries = 0;                   // since it was queued, or replayed
  Time created{};                  // when it was queued first
  Time since{};                    // or replayed: what patience is counted from
  Time started{};                  // of this attempt, by Redis' clock
  std::vector<std::string> known;  // the provider's ids of the conversation's latest replies
};

class Outbox {
 public:
  // `lanes`, one a partition, live longer.
  explicit Outbox(std::vector<Lane*> lanes) : lanes_(std::move(lanes)) {}

  [[nodiscard]] int partitions() const { return static_cast<int>(lanes_.size()); }

  struct Origin {
    enum class State { found, missing, unavailable } state = State::unavailable;
    std::string tracking;  // of the request itself, where an alias was asked for
    std::string channel;
    std::string conversation;  // empty: no resident is known
    std::string event;         // of its newest message that can be read; empty: none can
    bool opted_out = false;
  };
  // Which conversation a request belongs to. `tracking` in canonical form.
  [[nodiscard]] boost::asio::awaitable<Origin> origin(std::string tracking);

  struct Queued {
    enum class State {
      queued,
      known,
      opted_out,
      full,
      refused,
      unavailable
    } state = State::unavailable;
    std::string id;     // of `queued` and `known`
    std::string error;  // of `refused`
  };
  [[nodiscard]] boost::asio::awaitable<Queued> queue(NewReply reply);

  struct Lease {
    std::int64_t epoch = 0;               // 0: another's, or Redis does not answer
    std::chrono::milliseconds others{0};  // how long another still holds it; 0: unknown
  };
  // Takes or prolongs a partition's lease. `holder`: this run of the daemon.
  [[nodiscard]] boost::asio::awaitable<Lease> hold(int partition, std::string holder,
                                                   std::chrono::milliseconds time);
  [[nodiscard]] boost::asio::awaitable<void> let_go(int partition, std::string holder);

  struct ChannelPace {
    std::string name;
    std::chrono::milliseconds interval{1000};
    int burst = 1;
    Time not_before{};  // nothing of it goes earlier
  };
  struct Taken {
    enum class State { taken, lost, unavailable } state = State::unavailable;
    std::vector<TakenReply> replies;
    std::vector<TakenReply> opted_out;  // settled already; without more than id, channel, tracking
    std::optional<std::chrono::milliseconds> next;  // when the next look is worth it
  };
  [[nodiscard]] boost::asio::awaitable<Taken> take(int partition, std::int64_t epoch,
                                                   std::size_t limit,
                                                   std::vector<ChannelPace> channels);
  // What an earlier holder left with a provider.
  [[nodiscard]] boost::asio::awaitable<Taken> adopt(int partition, std::int64_t epoch,
                                                    std::size_t limit);

  enum class Settled { done, stale, missing, unavailable };
  [[nodiscard]] boost::asio::awaitable<Settled> sent(const TakenReply& reply,
                                                     std::string provider_id);
  [[nodiscard]] boost::asio::awaitable<Settled> later(const TakenReply& reply,
                                                      std::chrono::milliseconds after,
                                                      std::string reason);
  [[nodiscard]] boost::asio::awaitable<Settled> failed(const TakenReply& reply, std::string reason,
                                                       bool opted_out);
  [[nodiscard]] boost::asio::awaitable<Settled> unknown(const TakenReply& reply,
                                                        std::string reason);

  // The number to which answers to a request are texted as well; Store::set_note() puts it there as
  // "text". `text` is empty: there is none.
  struct Noted {
    bool answered = false;
    std::string text;
  };
  [[nodiscard]] boost::asio::awaitable<Noted> text_to(std::string tracking);

  // Whether who is written to has opted out. It stands with their own conversation, which is in
  // another partition than the request where another channel's resident gave the number. Empty:
  // Redis does not answer.
  [[nodiscard]] boost::asio::awaitable<std::optional<bool>> opted_out(std::string channel,
                                                                      std::string address);
  // Whether that is another partition than the one whose take() has looked at it.
  [[nodiscard]] bool written_from_afar(const TakenReply& reply) const;

  // For a resident who cannot be reached but asks: the newest reply to the request lies where
  // Store::note() finds it as "reply". May be repeated. False: Redis does not answer.
  [[nodiscard]] boost::asio::awaitable<bool> lay_ready(const TakenReply& reply);

  // A reply that is an entry of its resident's session log (channels/chat/). May be repeated;
  // `over`: the session is, and nobody would read it.
  enum class Logged { done, over, unavailable };
  [[nodiscard]] boost::asio::awaitable<Logged> write_log(const TakenReply& reply, std::string body);

  struct Report {
    std::string_view state;  // sent, delivered, failed
    std::string channel;     // by whose door it came: a reply of another channel is none
    std::string provider_id;
    std::string reason;
    bool opted_out = false;
  };
  struct Reported {
    enum class State { noted, known, missing, unavailable } state = State::unavailable;
  };
  [[nodiscard]] boost::asio::awaitable<Reported> report(ReplyName name, Report report);

  struct Depth {
    std::int64_t lanes[4] = {};  // entries; one too many is possible, none too few
    std::int64_t later = 0;
    std::int64_t sending = 0;
  };
  [[nodiscard]] boost::asio::awaitable<std::optional<Depth>> depth(int partition);

 private:
  [[nodiscard]] Lane& lane_of(std::string_view tracking) const;
  [[nodiscard]] boost::asio::awaitable<Taken> ask(int partition, std::vector<std::string> call);
  [[nodiscard]] boost::asio::awaitable<Settled> settle(const TakenReply& reply,
                                                       std::vector<std::string> words);

  const std::vector<Lane*> lanes_;
};

}  // namespace crosstown
