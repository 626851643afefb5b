#include "router/flow/engine.h"

#include "router/flow/walk.h"

namespace crosstown::flow {
namespace {

// What answers no turn of ours: it came late, or twice.
bool is_stale(const Turn& turn, const State& state) {
  if (turn.trouble || std::holds_alternative<Ended>(turn.event)) return false;
  if (std::holds_alternative<Began>(turn.event)) return state.turn > 0;
  if (state.gone && !std::holds_alternative<Recorded>(turn.event) &&
      !std::holds_alternative<Returned>(turn.event))
    return true;
  return turn.turn != state.turn || state.over;
}

// The sound of a message is kept whenever it comes: its id makes it once.
bool is_sound(const Turn& turn, const State& state) {
  const auto* const recorded = std::get_if<Recorded>(&turn.event);
  return recorded && !recorded->url.empty() && state.result != Result::message;
}

struct Taken {
  Walk& walk;
  Step operator()(const Began& event) const { return walk.begin(event); }
  Step operator()(const Pressed& event) const { return walk.pressed(event.digits); }
  Step operator()(const Spoke& event) const { return walk.spoke(event); }
  Step operator()(const Recorded& event) const { return walk.recorded(event); }
  Step operator()(const Returned& event) const { return walk.returned(event); }
  Step operator()(const Waiting& event) const { return walk.waited(event); }
  Step operator()(const Ended& event) const { return walk.ended(event); }
};

// A turn is over when its reply is there: what comes next must answer that one. What is said to who
// waits in the provider's queue is beside the turns.
void count_turn(Step& step, const Turn& turn) {
  auto* const reply = std::get_if<Reply>(&step);
  if (!reply || reply->stale || std::holds_alternative<Ended>(turn.event)) return;
  const auto* const enqueued = std::get_if<Enqueue>(&reply->then);
  const bool beside = (enqueued && !enqueued->first) || std::holds_alternative<Leave>(reply->then);
  if (!beside) ++reply->state.turn;
}

State state_for(const Turn& turn, const State& state, const Desk& desk) {
  if (!turn.trouble) return state;
  State fresh;
  fresh.flow = desk.flow.name;
  fresh.language = turn.language.empty() ? desk.languages.front() : turn.language;
  fresh.phase = trouble_phase;
  fresh.misses = std::max(turn.turn, 0);
  fresh.events = "call.started";
  return fresh;
}

}  // namespace

Step take(const Turn& turn, const State& state, const Desk& desk, Time now) {
  Reply begun;
  begun.state = state_for(turn, state, desk);
  const bool ends = std::holds_alternative<Ended>(turn.event);
  const bool stale = is_stale(turn, state);
  const auto* const back = std::get_if<Returned>(&turn.event);
  const bool hung_up = back && back->how == Returned::How::hung_up;
  if (!ends && !stale && !hung_up) begun.state.warned = false;
  Walk walk(turn, std::move(begun), desk, now);
  if (stale && !is_sound(turn, state)) return walk.repeat();
  Step step = std::visit(Taken{walk}, turn.event);
  count_turn(step, turn);
  return step;
}

Step go_on(const Turn& turn, Asked asked, const Desk& desk, Time now, const Fact& fact) {
  Walk walk(turn, std::move(asked.so_far), desk, now);
  Step step = Reply{};
  if (const auto* const want = std::get_if<WantKept>(&asked.want)) {
    const auto* const told = std::get_if<dialogue::ToldKept>(&fact);
    step = walk.told(told ? *told : dialogue::ToldKept{}, *want);
  } else if (std::holds_alternative<WantTextable>(asked.want)) {
    const auto* const told = std::get_if<ToldTextable>(&fact);
    step = walk.told(told ? *told : ToldTextable{});
  } else {
    const auto* const told = std::get_if<dialogue::ToldStatus>(&fact);
    step = walk.told(told ? *told : dialogue::ToldStatus{});
  }
  count_turn(step, turn);
  return step;
}

Reply troubled(const Turn& turn, const Desk& desk) {
  Reply begun;
  begun.state.flow = desk.flow.name;
  begun.state.language = turn.language.empty() ? desk.languages.front() : turn.language;
  Walk walk(turn, std::move(begun), desk, Time{});
  return std::get<Reply>(walk.apologise_and_record());
}

Reply still_waiting(const Turn& turn, const Desk& desk) {
  Reply reply;
  reply.state.language = turn.language.empty() ? desk.languages.front() : turn.language;
  Spoken stay;
  stay.words = desk.city.spoken.text(reply.state.language, TextId::phone_wait);
  stay.language = reply.state.language;
  stay.name = "texts/phone_wait";
  stay.fixed = true;
  reply.said.push_back(std::move(stay));
  reply.then = Enqueue{{}, {}, false};
  return reply;
}

}  // namespace crosstown::flow
