// What becomes of a message by the conversation that it is in: its language, the resident's open
// requests, and what of all that goes with it to the store.
#include <utility>

#include "daemon/intake.h"
#include "daemon/visit.h"
#include "router/texts/words.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Kind = Decision::Kind;

// More would not fit into a text message.
constexpr std::size_t most_listed = 3;

Store::Conversation conversation_of(const Identity& identity, const Channel& channel) {
  return {identity.partition, identity.conversation, channel.name, channel.conversation_window};
}

}  // namespace

// What is not known by then is not waited for: a text that shows no language, of somebody who is
// not remembered, is in the city's.
void Intake::judge_language(Message& message, const City& city, const Identity& identity) {
  const std::string& text = message.text.empty() ? message.subject : message.text;
  const std::string earlier =
      identity.remembered ? languages_.of(identity.conversation) : std::string();
  Judged judged = city.languages.judge(message.language, text, earlier);
  message.language = std::move(judged.language);
  const bool shown = judged.by != Judged::By::default_ && judged.by != Judged::By::earlier;
  if (identity.remembered && shown) languages_.note(identity.conversation, message.language);
}

// Who is not known has no requests, and nothing to begin anew or to close.
asio::awaitable<void> Intake::ask_conversation(const Visit& visit, const Message& message,
                                               const Identity& identity, Before& before) {
  const City& city = *visit.city;
  Decision& decision = before.decision;
  Store::Conversation conversation = conversation_of(identity, visit.channel);
  const Kind kind = decision.kind;
  if (kind != Kind::list && kind != Kind::close && kind != Kind::anew) co_return;
  decision.kind = Kind::people;
  if (!identity.remembered) co_return;
  if (kind == Kind::list) {
    auto listing = list_requests(city, message, std::move(conversation), before);
    co_await std::move(listing);
  } else if (kind == Kind::close) {
    auto closing = close_request(city, message, std::move(conversation), before);
    co_await std::move(closing);
  } else {
    auto noting = store_.begin_anew(std::move(conversation));
    const bool noted = co_await std::move(noting);
    if (noted) decision.kind = Kind::served;
  }
}

asio::awaitable<void> Intake::list_requests(const City& city, const Message& message,
                                            Store::Conversation conversation, Before& before) {
  auto asking = store_.open_requests(std::move(conversation), most_listed);
  const OpenRequests open = co_await std::move(asking);
  before.unknown = !open.answered;
  std::vector<words::OpenRequest> newest;
  for (const RequestRecord& one : open.newest) newest.push_back({one.tracking, one.status});
  before.decision.kind = Kind::served;
  before.decision.words = words::open_requests(city.texts, message.language, newest, open.count);
}

// It goes on its way as a message, so that it is in order with the others, once, and seen by
// whoever works on the request. Only where nothing is open there is nobody to tell.
asio::awaitable<void> Intake::close_request(const City& city, const Message& message,
                                            Store::Conversation conversation, Before& before) {
  auto asking = store_.open_requests(std::move(conversation), 0);
  const OpenRequests open = co_await std::move(asking);
  before.closes = !open.answered || !open.current.empty();
  before.decision.kind = before.closes ? Kind::people : Kind::served;
  if (!before.closes)
    before.decision.words = words::open_requests(city.texts, message.language, {}, 0);
}

Delivery Intake::delivery_of(const Channel& channel, const Message& message, const Routing& routing,
                             const Before& before) {
  Delivery delivery;
  delivery.provider_id = message.provider_id;
  delivery.channel = channel.name;
  delivery.queue = routing.queue;
  delivery.priority = to_text(routing.priority);
  delivery.type = routing.type;
  delivery.time = message.time;
  delivery.pinned = before.emergency.has_value();
  delivery.kept_low = before.flood;
  delivery.anew = before.decision.begins_anew;
  delivery.closes = before.closes;
  delivery.type_said = routing.type_said;
  delivery.seen_window = channel.seen_window;
  delivery.conversation_window = channel.conversation_window;
  delivery.reopen_window = channel.reopen_window;
  delivery.new_matter_after = channel.new_matter_after;
  return delivery;
}

}  // namespace crosstown
