// Where a reply begins: to the exact address of a request's conversation, on the channel it came
// by; and, where that one waits for its resident, as a text to the number that they gave.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "channels/channel.h"
#include "channels/outbound.h"
#include "daemon/city.h"
#include "daemon/sender/reply_metrics.h"
#include "router/outbox/outbox.h"
#include "router/store/identity.h"

namespace crosstown {

class Replies {
 public:
  // All live longer. `wake`: told when something was queued; from any thread.
  Replies(Outbox& outbox, ReplyMetrics& metrics, std::function<void()> wake)
      : outbox_(outbox), metrics_(metrics), wake_(std::move(wake)) {}

  struct Wanted {
    std::string tracking;  // canonical
    std::string text;
    std::string language;  // empty: the conversation's
    OutboxLane lane = OutboxLane::reply;
    std::string by;
    std::vector<ReplyFile> files;
    std::string key;  // idempotency: the same for the same request is one reply; empty: none
  };
  struct Result {
    enum class State {
      queued,
      known,       // asked for before, under the same key
      no_request,  // there is no such number
      no_address,  // no resident is known, or none of the messages can be read any more
      no_way,      // its channel cannot send
      opted_out,
      too_long,  // `limit` says how long it may be
      no_files,  // its channel sends text alone
      full,
      refused,  // by Redis: `error`
      unavailable,
    } state = State::unavailable;
    std::string id;
    std::string tracking;
    std::string channel;
    std::size_t limit = 0;
    std::string error;
  };
  [[nodiscard]] boost::asio::awaitable<Result> queue(std::shared_ptr<const City> city,
                                                     Wanted wanted);

  // How often an automatic answer goes out: once for each message, however often its provider
  // brings it; or once a day to its resident.
  enum class Once { each_message, a_day };
  struct Receipt {
    std::string tracking;
    std::string words;
    bool emergency = false;
    Once once = Once::each_message;
  };
  // The automatic answer to a message that is not answered inline. False: Redis is away.
  [[nodiscard]] boost::asio::awaitable<bool> receipt(const Message& message,
                                                     const Identity& identity, Receipt receipt);

  // What a provider reports by `channel`'s door.
  enum class Noted { noted, not_ours, unavailable };
  [[nodiscard]] boost::asio::awaitable<Noted> report(const std::string& channel,
                                                     DeliveryReport report);

 private:
  boost::asio::awaitable<Result> queue_to(NewReply reply);
  // `text`: the reply that waits, with the channel to text by and a key of its own.
  boost::asio::awaitable<Result::State> text_back(const City& city, NewReply text);

  Outbox& outbox_;
  ReplyMetrics& metrics_;
  const std::function<void()> wake_;
};

// Who wrote a reply that no person did.
inline constexpr std::string_view by_receipt = "receipt";

// Whether and how a channel sends; null: it does not.
[[nodiscard]] const ReplyWriter* reply_writer(const City& city, std::string_view channel);

}  // namespace crosstown
