#include "daemon/config/rehearsal.h"

#include <algorithm>
#include <utility>

#include "router/message/text.h"

namespace crosstown {
namespace {

constexpr std::size_t longest_example = 160;

std::string beginning_of(const Message& message) {
  const std::string& text = message.text.empty() ? message.subject : message.text;
  const auto shown = cut(text, longest_example);
  return std::string(shown) + (shown.size() < text.size() ? "…" : "");
}

bool is_same(const RecordedEvent& was, const Routing& routing) {
  const bool priority = was.flooded || was.priority == to_text(routing.priority);
  return was.type == routing.type && priority;
}

}  // namespace

void Rehearsal::add(std::string_view event) {
  auto was = read_event(parser_, event);
  if (!was) {
    ++report_.unreadable;
  } else if (was->cut) {
    ++report_.cut;
  } else if (!config_.channel(was->message.channel)) {
    ++report_.no_channel;
  } else if (const auto routing = judge(was->message); !routing) {
    note_move(*was, {}, {});
  } else if (routing->queue != was->queue) {
    note_move(*was, routing->queue, routing->rule);
  } else {
    ++(is_same(*was, *routing) ? report_.stay : report_.changed);
  }
}

// What opted out in the resident's own words is noted, and goes to people as well.
std::optional<Routing> Rehearsal::judge(Message message) const {
  const Judges& judges = judges_.judges();
  const Time then = message.time;
  prepare(message, judges);
  Foreseen came = foresee(message, judges, then);
  if (came.routing || !came.decision.for_people_too) return std::move(came.routing);
  if (!message.intent) message.intent = Intent{came.decision.intent, {}};
  return route(message, judges, then);
}

void Rehearsal::note_move(const RecordedEvent& was, const std::string& to,
                          const std::string& rule) {
  ++report_.moved;
  auto& move = moves_[{was.queue, to, rule}];
  if (move.count++ == 0) std::tie(move.from, move.to, move.rule) = std::tie(was.queue, to, rule);
  if (move.examples.size() < RehearsalReport::most_examples)
    move.examples.push_back({was.tracking, was.rule, beginning_of(was.message)});
}

RehearsalReport Rehearsal::report() const {
  RehearsalReport report = report_;
  for (const auto& [key, move] : moves_) report.moves.push_back(move);
  std::stable_sort(report.moves.begin(), report.moves.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  return report;
}

}  // namespace crosstown
