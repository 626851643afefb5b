#include "daemon/intake.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "daemon/io_thread.h"
#include "daemon/visit.h"
#include "router/message/envelope.h"
#include "router/message/phone.h"
#include "router/message/text.h"
#include "router/message/uuid.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;

RefusalCode code_of(Fate fate) {
  return fate == Fate::overloaded ? RefusalCode::overloaded : RefusalCode::unavailable;
}

// A message's files: those that came along, and the whole of a text too long for its event.
bool needs_content(const Message& message) {
  if (message.text.size() > max_event_text) return true;
  for (const Attachment& one : message.attachments) {
    if (!one.bytes.empty()) return true;
  }
  return false;
}

// Runs on the disk thread. False: something could not be kept.
asio::awaitable<bool> put_all(ContentStore& content, Message& message) {
  if (message.text.size() > max_event_text) {
    Attachment whole;
    whole.content_type = "text/plain; charset=utf-8";
    whole.name = "message.txt";
    whole.bytes = message.text;
    message.attachments.push_back(std::move(whole));
  }
  for (Attachment& one : message.attachments) {
    if (one.bytes.empty()) continue;
    const auto id = content.put(one.bytes);
    if (!id) {
      SPDLOG_ERROR("event=content_refused channel={} error=\"{}\"", message.channel,
                   to_text(id.error()));
      co_return false;
    }
    one.id = *id;
    one.size = one.bytes.size();
    one.bytes = {};
  }
  co_return true;
}

bool is_new(Fate fate) {
  return fate == Fate::new_request || fate == Fate::follow_up || fate == Fate::spooled;
}

}  // namespace

Intake::Intake(Store& store, ContentStore& content, Quarantine& quarantine, asio::thread_pool& disk,
               Metrics& metrics, Fetcher& fetcher, Replies* replies)
    : store_(store),
      content_(content),
      suspects_(quarantine, disk),
      disk_(disk),
      metrics_(metrics),
      fetcher_(fetcher),
      replies_(replies) {}

asio::awaitable<http::Response> Intake::take(std::shared_ptr<const City> city,
                                             const Channel& channel, const HttpRequest& request,
                                             const http::Peer& peer) {
  const auto began = Steady::now();
  Visit visit{std::move(city),         channel, request, peer.address, false, now(), {}, {},
              Books(*channel.metrics), nullptr};
  const ChannelMetrics& metrics = *channel.metrics;
  metrics.bytes.Increment(static_cast<double>(request.body.size()));
  Step step = channel.adapter->receive(request, StepContext{visit.now, false});
  http::Response response = co_await drive(visit, std::move(step));
  metrics.seconds.Observe(std::chrono::duration<double>(Steady::now() - began).count());
  co_return response;
}

asio::awaitable<http::Response> Intake::take_vouched(std::shared_ptr<const City> city,
                                                     const Channel& channel,
                                                     const HttpRequest& request) {
  Visit visit{std::move(city),         channel, request, "operator", true, now(), {}, {},
              Books(*channel.metrics), nullptr};
  Step step = channel.adapter->receive(request, StepContext{visit.now, true});
  co_return co_await drive(visit, std::move(step));
}

asio::awaitable<http::Response> Intake::drive(Visit& visit, Step step) {
  for (;;) {
    if (auto* answer = std::get_if<Answer>(&step)) {
      if (visit.messages.empty()) {  // a callback or a ping: nothing for people
        served(visit);
      }
      if (!visit.passed_over.empty()) {
        co_await settle_passed_over(visit);
        // Operators release a request for all that is in it: until then it stays where it is. What
        // was taken is known by its ids.
        const Refusal& first = visit.passed_over.front();
        if (visit.vouched) co_return refused_answer(first);
      }
      http::Response response;
      response.status = answer->status;
      response.content_type = std::move(answer->content_type);
      response.body = std::move(answer->body);
      co_return response;
    }
    if (auto* refusal = std::get_if<Refusal>(&step)) {
      co_return co_await refuse(visit, std::move(*refusal));
    }
    if (auto* need = std::get_if<Need>(&step)) {
      Need wanted = std::move(*need);
      Step next = co_await fulfil(visit, std::move(wanted));
      step = std::move(next);
      continue;
    }
    if (auto* report = std::get_if<DeliveryReport>(&step)) {
      auto noting = note_report(visit, std::move(*report));
      step = co_await std::move(noting);
      continue;
    }
    if (auto* some = std::get_if<SomeMessages>(&step)) {
      visit.messages = std::move(some->taken);
      visit.passed_over = std::move(some->passed_over);
    } else {
      visit.messages = std::move(std::get<Messages>(step));
    }
    visit.books.brought(visit.messages.size() + visit.passed_over.size());
    const std::vector<Outcome> outcomes = co_await keep_all(visit);
    step = visit.channel.adapter->conclude(visit.messages, outcomes);
  }
}

// None after one that was not kept: the sender repeats them all, so a resident's messages stay in
// order, and nobody waits for an absent store once a message. The adapter's one refusal is counted
// for every one of them (Books).
asio::awaitable<std::vector<Outcome>> Intake::keep_all(Visit& visit) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(visit.messages.size());
  std::optional<NotKept> lost;
  for (Message& message : visit.messages) {
    if (lost) {
      outcomes.push_back(*lost);
      continue;
    }
    outcomes.push_back(co_await keep(visit, message));
    if (const auto* now_lost = std::get_if<NotKept>(&outcomes.back())) lost = *now_lost;
  }
  co_return outcomes;
}

asio::awaitable<Outcome> Intake::keep(Visit& visit, Message& message) {
  const City& city = *visit.city;
  const Channel& channel = visit.channel;
  message.channel = channel.name;
  message.adapter = channel.adapter_name;
  message.medium = channel.medium;
  message.time = visit.now;
  message.id = uuid_v7(visit.now);
  normalise(message, city.normaliser);
  locate(message, city.places.get());
  if (message.mail && message.mail->bounce) {
    auto noting = note_bounce(visit, *message.mail->bounce);
    auto noted = co_await std::move(noting);
    if (noted) co_return std::move(*noted);
  }
  const Identity identity = identify(message, store_.partitions());
  judge_language(message, city, identity);

  Before before = look(visit, message, identity);
  co_await note_opt_out(identity, before);
  co_await ask_conversation(visit, message, identity, before);
  if (before.unknown) co_return NotKept{RefusalCode::unavailable};
  count_answers(before.decision);
  if (auto outcome = serve(visit, message, before)) {
    count_for_flood(visit, identity);
    co_return std::move(*outcome);
  }
  Routing routing = route(city, message, before);
  if (visit.desk) visit.desk->apply(routing);
  if (needs_content(message)) {
    const bool kept = co_await keep_content(message);
    if (!kept) co_return NotKept{RefusalCode::unavailable};
  }

  EventFragments event = fragments(message, routing, identity.conversation);
  Delivery delivery = delivery_of(channel, message, routing, before);
  delivery.anew = delivery.anew || visit.request_of_its_own;
  if (identity.remembered) delivery.conversation = identity.conversation;
  delivery.head = std::move(event.head);
  delivery.tail = std::move(event.tail);
  delivery.deadline = Steady::now() + visit.patience.value_or(city.accept_timeout);
  co_await store_.keep(identity.partition, delivery, this_io_thread);
  if (is_new(delivery.fate)) count_for_flood(visit, identity);
  count_overflow(before, delivery.fate);
  Outcome outcome = outcome_of(visit, message, delivery);
  if (auto* accepted = std::get_if<Accepted>(&outcome))
    accepted->words = answer_to(city, message, routing, before, delivery);
  if (const auto* accepted = std::get_if<Accepted>(&outcome)) {
    co_await send_receipt(visit, message, identity, *accepted, before.emergency.has_value(),
                          delivery.fate);
    co_await note_place(visit, message, *accepted);
  }
  co_return outcome;
}

void Intake::served(Visit& visit) const {
  visit.books.accepted(visit.channel.metrics->self_served);
  store_.count_self_served(visit.channel.name, visit.now);
}

// Repeats are not counted, nor what could not be kept: a gateway sends it again.
void Intake::count_for_flood(const Visit& visit, const Identity& identity) {
  if (identity.remembered)
    residents_.allow(identity.conversation, visit.city->resident_rate, Steady::now());
}

// Who is not known, or is a program that other people write through, has no limit.
bool Intake::floods(const Visit& visit, const Identity& identity) {
  if (!identity.remembered || visit.vouched) return false;
  const Rate& rate = visit.city->resident_rate;
  if (residents_.would_allow(identity.conversation, rate, Steady::now())) return false;
  visit.channel.metrics->flooding.Increment();
  return true;
}

Outcome Intake::outcome_of(Visit& visit, const Message& message, const Delivery& delivery) const {
  const ChannelMetrics& metrics = *visit.channel.metrics;
  switch (delivery.fate) {
    case Fate::new_request:
    case Fate::follow_up:
    case Fate::duplicate:
    case Fate::spooled: break;
    case Fate::failed:
      SPDLOG_ERROR("event=store_refused channel={} from={} error=\"{}\"", visit.channel.name,
                   masked(message.from), delivery.error);
      return NotKept{RefusalCode::unavailable};
    case Fate::overloaded:
    case Fate::unavailable: return NotKept{code_of(delivery.fate)};
  }
  const bool duplicate = delivery.fate == Fate::duplicate;
  visit.books.accepted(duplicate                        ? metrics.duplicates
                       : delivery.fate == Fate::spooled ? metrics.spooled
                                                        : metrics.queued);
  return Accepted{delivery.tracking, duplicate, {}};
}

asio::awaitable<bool> Intake::keep_content(Message& message) {
  auto putting = put_all(content_, message);
  co_return co_await asio::co_spawn(disk_, std::move(putting), asio::use_awaitable);
}

asio::awaitable<Step> Intake::fulfil(Visit& visit, Need need) {
  if (auto* const fetch = std::get_if<NeedFetch>(&need)) {
    auto fetching = fulfil_fetch(visit, std::move(*fetch));
    co_return co_await std::move(fetching);
  }
  if (auto* const turn = std::get_if<NeedDialogue>(&need)) {
    auto talking = fulfil_dialogue(visit, std::move(*turn));
    co_return co_await std::move(talking);
  }
  if (auto* const call = std::get_if<NeedCall>(&need)) {
    auto telling = fulfil_call(visit, std::move(*call));
    co_return co_await std::move(telling);
  }
  auto asking = fulfil_status(visit, std::get<NeedStatus>(std::move(need)));
  co_return co_await std::move(asking);
}

asio::awaitable<Step> Intake::fulfil_fetch(Visit& visit, NeedFetch need) {
  auto fetching = fetcher_.fetch(std::move(need));
  const Fetched fetched = co_await std::move(fetching);
  const StepContext context{visit.now, visit.vouched};
  co_return visit.channel.adapter->go_on(visit.request, context, fetched);
}

asio::awaitable<Step> Intake::fulfil_dialogue(Visit& visit, NeedDialogue need) {
  auto talking = converse(visit, need.turn);
  dialogue::Reply said = co_await std::move(talking);
  const Fulfilment reply(std::move(said));
  co_return visit.channel.adapter->resume(visit.messages, reply);
}

}  // namespace crosstown
