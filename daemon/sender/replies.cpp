#include "daemon/sender/replies.h"

#include <simdjson.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "channels/outbound.h"
#include "daemon/config/fields.h"
#include "router/message/uuid.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
namespace dom = simdjson::dom;
using State = Replies::Result::State;

struct Addresses {
  std::string to, from, language;
};

std::string text_in(const dom::object& object, std::string_view path) {
  std::string_view text;
  return object.at_pointer(path).get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

// Both ends of the conversation, as its event has them. An address that was too long to keep stands
// there as its hash, and nobody can be reached by that.
Addresses addresses_in(const std::string& event) {
  Addresses found;
  dom::parser parser;
  dom::object object;
  const simdjson::padded_string padded(event);
  if (parser.parse(padded).get(object) != simdjson::SUCCESS) return found;
  found.to = text_in(object, "/data/from/address");
  found.from = text_in(object, "/data/to/address");
  found.language = text_in(object, "/data/language");
  if (found.to.starts_with("sha256-")) found.to.clear();
  return found;
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// Who is texted has never written here: whose words these are, and about what, goes before them.
void introduce(NewReply& text, const City& city, std::size_t limit) {
  std::string words =
      city.texts.filled(text.language, TextId::voice_answer_text,
                        {{"city", city.name}, {"tracking", text.tracking}, {"reply", text.text}});
  if (characters_in(words) <= limit) text.text = std::move(words);
}

// Keys of Redis carry no text of anybody.
std::string once_for(std::string_view what, std::string_view tracking, std::string_view key) {
  if (key.empty()) return {};
  return sha256_hex(std::string(what) + '\0' + std::string(tracking) + '\0' + std::string(key))
      .substr(0, 32);
}

State state_of(Outbox::Queued::State state) {
  switch (state) {
    case Outbox::Queued::State::queued: return State::queued;
    case Outbox::Queued::State::known: return State::known;
    case Outbox::Queued::State::opted_out: return State::opted_out;
    case Outbox::Queued::State::full: return State::full;
    case Outbox::Queued::State::refused: return State::refused;
    case Outbox::Queued::State::unavailable: break;
  }
  return State::unavailable;
}

std::string_view word_of(DeliveryReport::State state) {
  switch (state) {
    case DeliveryReport::State::sent: return "sent";
    case DeliveryReport::State::delivered: return "delivered";
    case DeliveryReport::State::failed: break;
  }
  return "failed";
}

}  // namespace

const ReplyWriter* reply_writer(const City& city, std::string_view channel) {
  const Channel* known = city.channel(channel);
  const auto* writer = known ? known->writer() : nullptr;
  return writer && writer->can_reply() ? writer : nullptr;
}

asio::awaitable<Replies::Result> Replies::queue(std::shared_ptr<const City> city, Wanted wanted) {
  Result result;
  const auto origin = co_await outbox_.origin(wanted.tracking);
  if (origin.state == Outbox::Origin::State::unavailable) co_return result;
  result.state = State::no_request;
  if (origin.state == Outbox::Origin::State::missing) co_return result;
  result.tracking = origin.tracking;
  result.channel = origin.channel;
  const Addresses addresses = addresses_in(origin.event);
  result.state = State::no_address;
  if (origin.conversation.empty() || addresses.to.empty()) co_return result;
  const ReplyWriter* writer = reply_writer(*city, origin.channel);
  result.state = State::no_way;
  if (!writer) co_return result;
  result.limit = writer->max_characters();
  result.state = State::too_long;
  if (characters_in(wanted.text) > result.limit) co_return result;

  NewReply reply;
  reply.id = uuid_v7(now());
  reply.tracking = origin.tracking;
  reply.channel = origin.channel;
  reply.conversation = origin.conversation;
  reply.lane = wanted.lane;
  reply.to = addresses.to;
  reply.from = addresses.from;
  reply.text = std::move(wanted.text);
  reply.language = wanted.language.empty() ? addresses.language : std::move(wanted.language);
  reply.by = std::move(wanted.by);
  reply.once = once_for("reply", origin.tracking, wanted.key);
  NewReply text = reply;
  auto queueing = queue_to(std::move(reply));
  result = co_await std::move(queueing);
  const bool there = result.state == State::queued || result.state == State::known;
  if (!there || writer->text_by().empty()) co_return result;
  text.channel = writer->text_by();
  text.once = once_for("text", origin.tracking, result.id);
  auto texting = text_back(*city, std::move(text));
  const State texted = co_await std::move(texting);
  // Who asks with a key asks again, and then it is there once.
  if (texted == State::unavailable && !wanted.key.empty()) result.state = texted;
  co_return result;
}

// Beside the reply that waits: to the number that the resident gave, as that channel writes.
asio::awaitable<State> Replies::text_back(const City& city, NewReply text) {
  const auto noted = co_await outbox_.text_to(text.tracking);
  if (!noted.answered) co_return State::unavailable;
  if (noted.text.empty()) co_return State::no_address;
  const ReplyWriter* writer = reply_writer(city, text.channel);
  const auto from = writer ? writer->begins_as() : std::nullopt;
  if (!from) co_return State::no_way;
  const auto out = co_await outbox_.opted_out(text.channel, noted.text);
  if (!out) co_return State::unavailable;
  if (*out) co_return State::opted_out;
  text.id = uuid_v7(now());
  text.to = noted.text;
  text.from = *from;
  text.conversation = conversation_with(text.channel, text.to, outbox_.partitions()).conversation;
  introduce(text, city, writer->max_characters());
  auto queueing = queue_to(std::move(text));
  const Result result = co_await std::move(queueing);
  const bool lost = result.state != State::queued && result.state != State::known &&
                    result.state != State::opted_out;
  if (lost)
    SPDLOG_WARN("event=text_not_queued channel={} tracking={} error=\"{}\"", result.channel,
                result.tracking, result.error);
  co_return result.state;
}

asio::awaitable<Replies::Result> Replies::queue_to(NewReply reply) {
  Result result;
  result.tracking = reply.tracking;
  result.channel = reply.channel;
  auto queueing = outbox_.queue(std::move(reply));
  Outbox::Queued queued = co_await std::move(queueing);
  result.state = state_of(queued.state);
  result.id = std::move(queued.id);
  result.error = std::move(queued.error);
  if (result.state == State::queued) {
    metrics_.count(result.channel, "queued");
    wake_();
  }
  co_return result;
}

asio::awaitable<bool> Replies::receipt(const Message& message, const Identity& identity,
                                       std::string tracking, std::string words, bool emergency) {
  NewReply reply;
  reply.id = uuid_v7(now());
  reply.once = once_for("receipt", message.channel, message.provider_id);
  reply.tracking = std::move(tracking);
  reply.channel = message.channel;
  reply.conversation = identity.conversation;
  reply.lane = emergency ? OutboxLane::emergency : OutboxLane::notice;
  reply.to = message.from;
  reply.from = message.to;
  reply.text = std::move(words);
  reply.language = message.language;
  reply.by = "receipt";
  auto queueing = queue_to(std::move(reply));
  const Result result = co_await std::move(queueing);
  if (result.state == State::refused)
    SPDLOG_ERROR("event=receipt_refused channel={} error=\"{}\"", result.channel, result.error);
  co_return result.state != State::unavailable;
}

asio::awaitable<bool> Replies::report(const std::string& channel, DeliveryReport report) {
  auto name = parse_reply_handle(report.handle);
  if (!name) co_return true;  // signed rightly, but about nothing of ours
  const std::string tracking = name->tracking, id = name->id, reason = report.reason;
  Outbox::Report told;
  told.state = word_of(report.state);
  told.channel = channel;
  told.provider_id = std::move(report.provider_id);
  told.reason = std::move(report.reason);
  told.opted_out = report.opted_out;
  auto noting = outbox_.report(*std::move(name), std::move(told));
  const Outbox::Reported noted = co_await std::move(noting);
  if (noted.state == Outbox::Reported::State::unavailable) co_return false;
  if (noted.state != Outbox::Reported::State::noted) co_return true;
  metrics_.count(channel, report.state == DeliveryReport::State::delivered ? "delivered"
                          : report.state == DeliveryReport::State::sent    ? "reported_sent"
                                                                           : "undelivered");
  if (report.state == DeliveryReport::State::failed)
    SPDLOG_WARN("event=reply_undelivered channel={} tracking={} reply={} reason=\"{}\"", channel,
                tracking, id, reason);
  wake_();  // it may have been believed under way
  co_return true;
}

}  // namespace crosstown
