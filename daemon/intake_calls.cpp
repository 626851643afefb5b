// The daemon's part of a telephone call: it loads the call's state, runs the pure function
// (router/flow/), finds out or keeps what that wants, and saves the state before anything is said,
// so that any daemon can take the next step. Whatever is away, the caller hears something in time.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include "channels/outbound.h"
#include "daemon/intake.h"
#include "daemon/visit.h"
#include "daemon/within.h"
#include "router/flow/engine.h"
#include "router/flow/state.h"
#include "router/message/uuid.h"
#include "router/task.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// Twilio waits 15 seconds for an answer, a caller not even that long.
constexpr auto store_time = 2000ms;
constexpr auto keep_time = 6000ms;
constexpr auto state_kept_for = std::chrono::hours(5);  // a call lasts four at most (Twilio)
constexpr auto text_again_after = std::chrono::hours(24);
constexpr auto language_kept_for = std::chrono::hours(24 * 400);
constexpr auto grace = 20s;  // for what was left to arrive after the call's end
constexpr std::chrono::seconds judge_every{300};  // at the least often, while Redis is away
const Rate calls_of_one{10, std::chrono::minutes(1)};

struct Whose {
  Identity caller;  // the resident; of a withheld number the call
  Identity call;    // where the state lies: its conversation in the caller's partition
};

Whose places_of(const Channel& channel, const flow::Turn& turn, int wanted, int partitions) {
  Message of;
  of.channel = channel.name;
  of.from = turn.from;
  of.provider_id = turn.call;
  Whose places{identify(of, partitions), conversation_with(channel.name, turn.call, partitions)};
  places.call.partition = wanted >= 0 && wanted < partitions ? wanted : places.caller.partition;
  return places;
}

dialogue::Desk city_desk(const City& city) {
  return {city.self_service(), city.spoken, city.emergency ? &*city.emergency : nullptr,
          city.places.get(), city.normaliser.phone_region};
}

bool is_about_queue(const flow::Event& event) {
  return std::holds_alternative<flow::Waiting>(event);
}

}  // namespace

// One want, by its kind.
struct Intake::CallFulfilling {
  Intake& intake;
  Visit& visit;
  const flow::Turn& turn;
  const flow::Flow& flow;
  Identity caller;
  std::string language;

  asio::awaitable<flow::Fact> operator()(dialogue::WantStatus want) const {
    dialogue::Turn asks;
    asks.language = language;
    auto telling = intake.told_status(visit, asks, want.tracking, store_time);
    co_return flow::Fact(co_await std::move(telling));
  }
  asio::awaitable<flow::Fact> operator()(flow::WantKept want) const {
    visit.patience = keep_time;
    visit.request_of_its_own = want.anew;
    DeskRouting routing;
    routing.queue = want.purpose == flow::WantKept::For::emergency ? "" : want.queue;
    routing.type = want.type;
    routing.priority = want.priority;
    routing.by = "flow " + flow.name;
    visit.desk = &routing;
    visit.messages.push_back(std::move(want.message));
    auto keeping = intake.keep(visit, visit.messages.back());
    const Outcome outcome = co_await std::move(keeping);
    visit.desk = nullptr;
    dialogue::ToldKept told;
    if (const auto* const accepted = std::get_if<Accepted>(&outcome))
      told.tracking = accepted->tracking;
    else if (const auto* const lost = std::get_if<NotKept>(&outcome))
      visit.books.refused(lost->code);
    co_return flow::Fact(std::move(told));
  }
  asio::awaitable<flow::Fact> operator()(flow::WantTextable) const {
    using How = flow::ToldTextable::How;
    flow::ToldTextable told;
    if (!intake.replies_ || !reply_writer(*visit.city, flow.abandoned.text_by))
      co_return flow::Fact(told);
    auto asking = intake.store_.note(caller.partition, caller.conversation, "texted");
    const auto note = co_await within(store_time, std::move(asking));
    if (note && note->answered) told.how = note->text.empty() ? How::yes : How::was;
    co_return flow::Fact(told);
  }
};

asio::awaitable<std::optional<flow::State>> Intake::call_state(const Identity& call, bool& away) {
  auto asking = store_.note(call.partition, call.conversation, "call");
  const auto note = co_await within(store_time, std::move(asking));
  away = !note || !note->answered;
  if (away) co_return std::nullopt;
  co_return flow::read_state(note->text);
}

asio::awaitable<bool> Intake::save_call(const Identity& call, const flow::State& state) {
  auto noting = store_.set_note(call.partition, call.conversation, "call", flow::written(state),
                                state_kept_for);
  const auto noted = co_await within(store_time, std::move(noting));
  co_return noted.value_or(false);
}

asio::awaitable<void> Intake::know_caller(const Identity& caller, flow::Began& began) {
  began.flood = caller.remembered &&
                !calls_.allow(caller.conversation, calls_of_one, std::chrono::steady_clock::now());
  if (!caller.remembered) co_return;
  auto asking = store_.note(caller.partition, caller.conversation, "language");
  const auto note = co_await within(store_time, std::move(asking));
  if (note && note->answered) began.language = note->text;
}

asio::awaitable<flow::Reply> Intake::step_call(Visit& visit, const flow::Turn& turn,
                                               const flow::Flow& flow, const flow::State& state,
                                               const Identity& caller) {
  const City& city = *visit.city;
  const dialogue::Desk of_city = city_desk(city);
  const flow::Desk desk{flow, of_city, *city.calendars, city.tags};
  const CallFulfilling fulfilling{*this, visit, turn, flow, caller, state.language};
  flow::Step step = flow::take(turn, state, desk, visit.now);
  while (auto* const asked = std::get_if<flow::Asked>(&step)) {
    flow::Asked wanted = std::move(*asked);
    const flow::Want want = wanted.want;
    auto finding = std::visit(fulfilling, want);
    const flow::Fact fact = co_await std::move(finding);
    step = flow::go_on(turn, std::move(wanted), desk, visit.now, fact);
  }
  co_return std::get<flow::Reply>(std::move(step));
}

// What goes beside the call: who is lost gets a text, the language is remembered, results counted.
asio::awaitable<void> Intake::after_step(Visit& visit, const flow::Turn& turn,
                                         const flow::Flow& flow, const flow::State& before,
                                         const flow::Reply& reply, const Identity& caller) {
  const flow::State& state = reply.state;
  if (state.over && !before.over) metrics_.call_ended(visit.channel.name, to_text(state.result));
  if (caller.remembered && !before.language.empty() && before.language != state.language)
    store_language(caller, state.language);
  if (reply.text.empty()) co_return;
  const ReplyWriter* const writer = reply_writer(*visit.city, flow.abandoned.text_by);
  if (!writer || !replies_) co_return;
  Message text;
  text.channel = flow.abandoned.text_by;
  text.provider_id = turn.call;
  text.from = turn.from;
  text.to = writer->begins_as().value_or("");
  text.language = state.language;
  const Identity to = conversation_with(text.channel, turn.from, store_.partitions());
  Replies::Receipt receipt;
  receipt.tracking = state.tracking;
  receipt.words = reply.text;
  auto sending = replies_->receipt(text, to, std::move(receipt));
  const bool queued = co_await std::move(sending);
  if (!queued) co_return;
  auto noting =
      store_.set_note(caller.partition, caller.conversation, "texted", "1", text_again_after);
  const auto noted = co_await within(store_time, std::move(noting));
  static_cast<void>(noted);
}

// Nobody waits for it: where Redis is away, they are asked again the next time.
void Intake::store_language(const Identity& caller, const std::string& language) {
  auto noting = store_.set_note(caller.partition, caller.conversation, "language", language,
                                language_kept_for);
  asio::co_spawn(disk_, std::move(noting), task("note"));
}

// What was left may arrive after the end of the call is told. Where Redis is away, it is judged
// when that is back: a caller is not lost a second time.
asio::awaitable<void> Intake::judge_later(std::shared_ptr<const City> city, std::string channel,
                                          flow::Turn turn, int partition) {
  const auto executor = co_await asio::this_coro::executor;
  const Channel* const of = city->channel(channel);
  static const HttpRequest no_request{};
  turn.event = flow::Ended{true};
  const auto last = now() + state_kept_for;
  for (auto pause = std::chrono::seconds(grace); now() < last;
       pause = std::min(2 * pause, judge_every)) {
    asio::steady_timer timer(executor, pause);
    co_await timer.async_wait(asio::use_awaitable);
    Visit visit{city, *of, no_request, "timer", true, now(), {}, {}, Books(*of->metrics)};
    auto telling = tell_call(visit, turn, partition);
    const CallReply told = co_await std::move(telling);
    if (told.trouble) continue;
    if (visit.messages.empty()) served(visit);
    co_return;
  }
}

asio::awaitable<void> Intake::begin_judging(Visit& visit, flow::Turn turn, int partition) {
  auto judging = judge_later(visit.city, visit.channel.name, std::move(turn), partition);
  const auto executor = co_await asio::this_coro::executor;
  asio::co_spawn(executor, std::move(judging), task("call"));
}

asio::awaitable<CallReply> Intake::tell_call(Visit& visit, flow::Turn turn, int partition) {
  const City& city = *visit.city;
  const flow::Flow& flow = city.flows->at(turn.flow);
  const Whose places = places_of(visit.channel, turn, partition, store_.partitions());
  CallReply told;
  told.hook_url = city.public_url + "/hooks/" + visit.channel.name;
  told.partition = places.call.partition;
  const auto* const end = std::get_if<flow::Ended>(&turn.event);
  const bool ended = end != nullptr;
  const bool hung_up_just_now = ended && !end->for_good;
  bool away = false;
  flow::State before;
  if (!turn.trouble) {
    auto asking = call_state(places.call, away);
    auto known = co_await std::move(asking);
    if (known) before = *std::move(known);
    const bool begins = std::holds_alternative<flow::Began>(turn.event);
    if (!away && !known && ended) co_return told;  // of no call of ours
    if (!away && !known && !begins) turn.event = flow::Began{};
  }
  if (auto* const began = std::get_if<flow::Began>(&turn.event); began && !away) {
    auto knowing = know_caller(places.caller, *began);
    co_await std::move(knowing);
  }
  const dialogue::Desk of_city = city_desk(city);
  const flow::Desk desk{flow, of_city, *city.calendars, city.tags};
  const bool sound = std::holds_alternative<flow::Recorded>(turn.event);
  if (away && sound) {  // what was recorded needs no state to be kept
    turn.trouble = true;
    turn.turn = 0;
  }
  if (away && !sound) {
    told.trouble = !is_about_queue(turn.event);
    told.reply = told.trouble ? flow::troubled(turn, desk) : flow::still_waiting(turn, desk);
    told.turn = std::move(turn);
    if (hung_up_just_now) {
      auto beginning = begin_judging(visit, told.turn, places.call.partition);
      co_await std::move(beginning);
    }
    co_return told;
  }
  auto stepping = step_call(visit, turn, flow, before, places.caller);
  told.reply = co_await std::move(stepping);
  told.trouble = turn.trouble;
  if (!turn.trouble && !told.reply.stale) {
    auto saving = save_call(places.call, told.reply.state);
    const bool saved = co_await std::move(saving);
    if (!saved && !told.reply.state.over && !ended) {
      told.reply = flow::troubled(turn, desk);
      told.trouble = true;
    }
  }
  auto finishing = after_step(visit, turn, flow, before, told.reply, places.caller);
  co_await std::move(finishing);
  if (told.reply.judge_later) {
    auto beginning = begin_judging(visit, turn, places.call.partition);
    co_await std::move(beginning);
  }
  told.turn = std::move(turn);
  co_return told;
}

asio::awaitable<Step> Intake::fulfil_call(Visit& visit, NeedCall need) {
  auto telling = tell_call(visit, std::move(need.turn), need.partition);
  CallReply told = co_await std::move(telling);
  const Fulfilment reply(std::move(told));
  co_return visit.channel.adapter->resume(visit.messages, reply);
}

}  // namespace crosstown
