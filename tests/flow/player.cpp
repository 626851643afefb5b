#include "tests/flow/player.h"

#include <absl/time/time.h>

#include <algorithm>

namespace crosstown::flow {
namespace {

Time time_from(const std::string& text) {
  absl::Time at;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &at, &error)) << text << error;
  return Time(std::chrono::milliseconds(absl::ToUnixMillis(at)));
}

using Names = std::map<std::string, std::set<std::string>>;
// What a prompt of the dialogues is called here.
const Names& names() {
  static const Names all{
      {"welcome", {"line/welcome"}},
      {"language_menu", {"line/language"}},
      {"relay_on", {"texts/phone_relay"}},
      {"main_menu", {"line/main"}},
      {"report_menu", {"line/report"}},
      {"report_how_menu", {"line/report-how"}},
      {"status_ask", {"line/status"}},
      {"status_is", {"texts/status"}},
      {"status_bad_check", {"texts/voice_bad_number"}},
      {"status_not_a_number", {"texts/phone_not_a_number"}},
      {"status_unknown", {"texts/voice_status_unknown"}},
      {"answers_menu", {"line/answers"}},
      {"answer_not_found", {"line/answers-again"}},
      {"hours_open", {"line/told-hours"}},
      {"hours_closed", {"line/told-hours"}},
      {"more_menu", {"line/more"}},
      {"confirm_heard", {"texts/phone_heard"}},
      {"sorry_wrong", {"texts/phone_invalid", "texts/voice_not_understood"}},
      {"sorry_silence", {"texts/phone_silence"}},
      {"to_person", {"line/to-person"}},
      {"to_message", {"line/to-message"}},
      {"person_hold", {"line/wait", "line/queue-once-more"}},
      {"wait_announcement", {"texts/phone_waiting"}},
      {"wait_choices", {"line/wait-again", "line/queue-once-more-again"}},
      {"nobody_free", {"texts/phone_no_person"}},
      {"callback_offer", {"line/callback"}},
      {"callback_number_ask", {"texts/phone_key_number"}},
      {"callback_number_wrong", {"texts/voice_bad_phone"}},
      {"callback_number_readback", {"texts/phone_confirm"}},
      {"callback_promised", {"texts/voice_call_kept"}},
      {"closed_notice", {"line/closed-notice"}},
      {"closed_due", {"line/closed-due"}},
      {"record_ask", {"line/record", "texts/phone_record"}},
      {"nothing_heard", {"texts/phone_nothing"}},
      {"record_failed", {"texts/phone_nothing"}},
      {"message_saved", {"texts/voice_kept"}},
      {"transfer_hold", {"line/transfer"}},
      {"transfer_failed", {"texts/phone_no_person"}},
      {"fallback_menu", {"line/fallback"}},
      {"emergency_notice", {"line/emergency", "texts/voice_emergency"}},
      {"flood_notice", {"texts/phone_busy"}},
      {"away_sorry", {"texts/phone_apology"}},
      {"goodbye", {"line/goodbye", "texts/voice_goodbye"}},
      {"goodbye_lost", {"texts/phone_lost"}},
  };
  return all;
}

std::string outcome_of(Result result) {
  static const std::map<Result, std::string> all{{Result::open, "open"},
                                                 {Result::solved, "solved_in_ivr"},
                                                 {Result::message, "message_left"},
                                                 {Result::callback, "callback_requested"},
                                                 {Result::answered, "answered"},
                                                 {Result::transferred, "transferred"},
                                                 {Result::emergency, "solved_in_ivr"},
                                                 {Result::refused, "refused"},
                                                 {Result::rescued, "abandoned"},
                                                 {Result::lost, "abandoned"}};
  return all.at(result);
}

std::string text_of(const YAML::Node& node) {
  return node && !node.IsNull() ? node.as<std::string>() : std::string();
}

}  // namespace

Player::Player(const Line& line, const YAML::Node& dialogue, Door door)
    : line_(line), dialogue_(dialogue), door_(std::move(door)) {}

void Player::wrong(const std::string& what) {
  if (trouble_text_.empty()) trouble_text_ = what;
}

std::string Player::play() {
  set_world(dialogue_["given"]);
  int number = 0;
  for (const YAML::Node& step : dialogue_["steps"]) {
    ++number;
    event(step["when"]);
    expect(step["then"]);
    if (!trouble_text_.empty()) return "step " + std::to_string(number) + ": " + trouble_text_;
  }
  finish();
  expect_ends(dialogue_["ends"]);
  return trouble_text_.empty() ? "" : "ends: " + trouble_text_;
}

void Player::set_world(const YAML::Node& given) {
  now_ = time_from(given["time"].as<std::string>());
  const YAML::Node caller = given["caller"];
  caller_.call = "CA0123";
  caller_.flow = "line";
  caller_.to = "+18015550311";
  caller_.from = text_of(caller["number"]);
  language_ = text_of(caller["language"]);
  relay_ = caller["relay"].as<bool>();
  flood_ = caller["calls_last_10_min"].as<int>() > 10 && !caller_.from.empty();
  textable_ = given["city_allows_rescue_text"].as<bool>() && !caller["opted_out"].as<bool>() &&
              caller["line"].as<std::string>() != "landline";
  texted_today_ = caller["rescue_texts_today"].as<int>() > 0;
  away_ = given["redis"].as<std::string>() == "away";
  if (given["agents"].as<std::string>() == "none") wrong("nobody can say that no agent is on duty");
  for (const YAML::Node& request : given["requests"]) {
    dialogue::ToldStatus told;
    told.reachable = told.found = true;
    told.tracking = told.request = request["number"].as<std::string>();
    told.status = request["status"].as<std::string>();
    std::replace(told.status.begin(), told.status.end(), '_', '-');
    told.queue_name = request["queue"].as<std::string>();
    told.opened = request["opened"].as<std::string>();
    requests_[told.tracking] = told;
    for (const YAML::Node& alias : request["aliases"]) requests_[alias.as<std::string>()] = told;
  }
}

Fact Player::fact(const Want& want) {
  if (const auto* const status = std::get_if<dialogue::WantStatus>(&want)) {
    const auto found = requests_.find(status->tracking);
    if (found != requests_.end()) return found->second;
    dialogue::ToldStatus none;
    none.reachable = !away_;
    none.tracking = status->tracking;
    return none;
  }
  if (const auto* const kept = std::get_if<WantKept>(&want)) {
    if (ids_.insert(kept->message.provider_id).second) kept_.push_back(*kept);
    return dialogue::ToldKept{"26-0000311-3"};
  }
  using How = ToldTextable::How;
  return ToldTextable{texted_today_ ? How::was : textable_ ? How::yes : How::no};
}

// As the daemon does (daemon/intake_calls.cpp): the state lies in the store from turn to turn.
void Player::take(Event event, int turn) {
  Turn now = caller_;
  now.event = std::move(event);
  const bool ended = std::holds_alternative<Ended>(now.event);
  now.turn = turn != -2 ? turn : trouble_ ? trouble_tries_ : state_.turn;
  if (std::holds_alternative<Began>(now.event)) now.turn = -1;
  now.trouble = trouble_ && !ended;
  if (away_ && std::holds_alternative<Recorded>(now.event) && !now.trouble) {
    now.trouble = true;  // it needs no state
    now.turn = 0;
  }
  now.language = state_.language;
  now = door_.in(now);
  sent_ = now;
  const Desk desk = line_.desk();
  if (away_ && !now.trouble && !ended) {
    const auto* const queue = std::get_if<Enqueue>(&last_.then);
    if (queue && !std::holds_alternative<Returned>(now.event)) {
      last_ = still_waiting(now, desk);
      return;
    }
    last_ = troubled(now, desk);
    trouble_ = true;
    trouble_tries_ = 0;
    if (const auto why = door_.out(now, last_); !why.empty()) wrong(why);
    return;
  }
  Step step = flow::take(now, state_, desk, now_);
  while (auto* const asked = std::get_if<Asked>(&step)) {
    Asked wanted = std::move(*asked);
    const Fact told = fact(wanted.want);
    step = go_on(now, std::move(wanted), desk, now_, told);
  }
  last_ = std::get<Reply>(std::move(step));
  if (trouble_) ++trouble_tries_;
  state_ = last_.state;
  if (!last_.text.empty()) ++texts_;
  if (std::holds_alternative<Leave>(last_.then)) return take(Returned{Returned::How::left, 0});
  if (!ended) {
    if (const auto why = door_.out(now, last_); !why.empty()) wrong(why);
  }
}

void Player::advance_to_waited(const YAML::Node& when) {
  if (when["waited"] && state_.waiting_since > 0)
    now_ = Time(
        std::chrono::milliseconds(state_.waiting_since + when["waited"].as<std::int64_t>() * 1000));
}

void Player::hang_up() {
  const bool waits =
      std::holds_alternative<Enqueue>(last_.then) || std::holds_alternative<Transfer>(last_.then);
  if (waits && !state_.over) take(Returned{Returned::How::hung_up, 0});
  take(Ended{});
}

void Player::event(const YAML::Node& when) {
  advance_to_waited(when);
  if (when["start"]) return take(Began{relay_, flood_, language_});
  if (when["digits"]) return take(Pressed{when["digits"].as<std::string>()});
  if (when["speech"]) {
    const auto sure = text_of(when["confidence"]);
    return take(Spoke{when["speech"].as<std::string>(),
                      sure.empty() ? std::nullopt : std::optional(std::stod(sure))});
  }
  if (when["silence"]) return take(Pressed{});
  if (when["hangup"]) return hang_up();
  if (when["recording"]) {
    const YAML::Node recording = when["recording"];
    Recorded event;
    event.seconds = recording["seconds"].as<int>();
    event.hung_up = recording["ended_by"].as<std::string>() == "hangup";
    event.url = "https://api.example.org/Recordings/RE01";
    event.id = "RE01";
    take(event);
    return event.hung_up ? take(Ended{}) : void();
  }
  if (when["recording_failed"]) return take(Recorded{{}, {}, 0, false, true});
  if (when["answered"]) return take(Returned{Returned::How::answered, 0});
  if (when["busy"] || when["no_answer"] || when["failed"] || when["queue_full"])
    return take(Returned{Returned::How::not_answered, 0});
  if (when["talk_ended"]) return take(Ended{});
  if (when["waited"]) return take(Waiting{when["position"] ? when["position"].as<int>() : 0});
  special(when);
}

void Player::special(const YAML::Node& when) {
  if (when["redis"]) {
    away_ = when["redis"].as<std::string>() == "away";
    return;
  }
  if (when["clock"]) {
    now_ = time_from(when["clock"].as<std::string>());
    return;
  }
  if (when["timer"]) return take(Ended{true});
  if (when["callback"] && when["callback"].as<std::string>() == "status") return take(Ended{});
  if (when["twice"]) {
    const auto name = when["twice"].as<std::string>();
    if (name == "status") return take(Ended{});
    if (sent_) return take(sent_->event, sent_->turn);
  }
  if (when["late"] && when["late"].as<std::string>() == "gather") return take(Pressed{"1"}, 1);
  if (when["late"] && when["late"].as<std::string>() == "status") return take(Ended{});
  wrong("an event beside the engine: " + when.begin()->first.as<std::string>());
}

// The grace time is over.
void Player::finish() {
  if (state_.gone && !state_.over) take(Ended{true});
  if (!state_.over) take(Ended{});
  if (state_.gone && !state_.over) take(Ended{true});
}

void Player::expect(const YAML::Node& then) {
  expect_said(then);
  for (const YAML::Node& one : then) expect_action(one);
}

void Player::expect_said(const YAML::Node& then) {
  std::size_t at = 0;
  for (const YAML::Node& one : then) {
    if (!one["says"]) continue;
    const auto id = one["says"].as<std::string>();
    const auto language = one["language"].as<std::string>();
    const auto known = names().find(id);
    const auto fits = [&](const Spoken& spoken) {
      const bool right = id == "answer"
                             ? spoken.name == "answers/" + text_of(one["data"]["answer"])
                             : known != names().end() && known->second.contains(spoken.name);
      return right && (language.size() != 2 || spoken.language == language);
    };
    while (at < last_.said.size() && !fits(last_.said[at])) ++at;
    if (at == last_.said.size()) {
      std::string heard;
      for (const Spoken& spoken : last_.said) heard += ' ' + spoken.name + '.' + spoken.language;
      return wrong("expected to hear " + id + '.' + language + ", heard" + heard);
    }
    if (one["barge_in"] && !one["barge_in"].as<bool>() && !last_.said[at].whole)
      return wrong(id + " can be cut off");
    ++at;
  }
}

void Player::expect_action(const YAML::Node& one) {
  const Action& then = last_.then;
  if (one["gathers"] || one["keeps_place"]) {
    const auto* const queue = std::get_if<Enqueue>(&then);
    if (queue && (!queue->first || one["keeps_place"])) return;
    if (one["keeps_place"]) return wrong("the place in the queue is lost");
    const auto* const ask = std::get_if<Ask>(&then);
    if (!ask) return wrong("nothing is asked");
    if (ask->most < one["gathers"]["digits"].as<std::size_t>()) return wrong("too few digits");
    const bool slow = one["gathers"]["timeout"].as<std::string>() == "long";
    if (slow != (ask->timeout >= std::chrono::seconds(10))) return wrong("another timeout");
  }
  if (one["records"] && !std::holds_alternative<Record>(then)) return wrong("nothing is recorded");
  if (one["transfers_to"] && (!std::holds_alternative<Transfer>(then) ||
                              state_.queue != one["transfers_to"].as<std::string>()))
    return wrong("no transfer there");
  if (one["enqueues"]) {
    const auto* const queue = std::get_if<Enqueue>(&then);
    if (!queue || !queue->queue.ends_with(one["language"].as<std::string>()))
      return wrong("no queue");
  }
  if (one["ends"] && !std::holds_alternative<Hangup>(then)) return wrong("the call goes on");
  if (one["refused"] || one["raises"] || one["attaches"] || one["adds_item"] || one["adds_event"])
    return wrong("an effect beside the engine");
}

void Player::expect_item(const YAML::Node& item) {
  std::vector<const WantKept*> items;
  for (const WantKept& kept : kept_) {
    const bool told_by_text =
        kept.purpose == WantKept::For::abandoned && kept.priority == Priority::low;
    if (!told_by_text) items.push_back(&kept);
  }
  if (item.IsNull()) return items.empty() ? void() : wrong("an item too many");
  if (items.empty()) return wrong("no item");
  const WantKept& one = *items.front();
  using For = WantKept::For;
  const auto kind = item["kind"].as<std::string>();
  const bool urgent =
      one.priority == Priority::urgent || items.back()->priority == Priority::urgent;
  const std::string is = urgent                        ? "emergency"
                         : one.purpose == For::message ? "message"
                                                       : "callback";
  if (kind != is && !(urgent && kind == "message")) return wrong("item " + is + ", not " + kind);
  if (!urgent && text_of(item["queue"]) != (one.queue.empty() ? "front-desk" : one.queue))
    return wrong("item for " + one.queue);
  const auto priority = std::string(to_text(one.priority.value_or(Priority::normal)));
  if (!urgent && item["priority"].as<std::string>() != priority) return wrong("item " + priority);
  const auto language = item["language"].as<std::string>();
  if (language != "any" && language != one.message.language)
    return wrong("item in another language");
}

void Player::expect_ends(const YAML::Node& ends) {
  const auto outcome = ends["outcome"].as<std::string>();
  if (outcome != outcome_of(state_.result)) return wrong("outcome " + outcome_of(state_.result));
  const auto counted = ends["counted_as"].as<std::string>();
  if (counted != to_text(state_.result))
    return wrong("counted as " + std::string(to_text(state_.result)));
  expect_item(ends["work_item"]);
  const auto sends = ends["text"]["sends"].as<std::string>();
  if (sends == "none" && texts_ != 0) wrong("a text is sent");
  if (sends == "one" && texts_ != 1) wrong(std::to_string(texts_) + " texts");
  std::string events;
  for (const YAML::Node& event : ends["events"]) {
    if (!events.empty()) events += ' ';
    events += event.as<std::string>();
  }
  if (events != state_.events) wrong("events " + state_.events);
}

}  // namespace crosstown::flow
