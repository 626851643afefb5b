#include "router/flow/flow.h"

#include <array>

namespace crosstown::flow {
namespace {

constexpr std::array<std::string_view, 12> kinds{"say",      "menu",    "gather",   "language",
                                                 "record",   "status",  "answer",   "hours",
                                                 "transfer", "enqueue", "callback", "hangup"};

void add(std::vector<std::string>& ways, const std::string& way) {
  if (!way.empty()) ways.push_back(way);
}

bool asks(Kind kind) {
  return kind == Kind::menu || kind == Kind::gather || kind == Kind::language ||
         kind == Kind::status || kind == Kind::callback;
}

}  // namespace

std::string_view to_text(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

bool waits(Kind kind) {
  return asks(kind) || kind == Kind::record || kind == Kind::transfer || kind == Kind::enqueue;
}

bool leads_to_person(Kind kind) {
  return kind == Kind::transfer || kind == Kind::enqueue || kind == Kind::record ||
         kind == Kind::callback;
}

std::string way_to_person(const Flow& flow, const FlowStep& step) {
  if (step.kind == Kind::menu || step.kind == Kind::callback) {
    if (const auto own = step.keys.find('0'); own != step.keys.end()) return own->second;
  }
  return asks(step.kind) || (step.kind == Kind::answer && step.speech) ? flow.person
                                                                       : std::string();
}

std::vector<std::string> ways_on(const Flow& flow, const FlowStep& step) {
  std::vector<std::string> ways;
  for (const std::string* way :
       {&step.next, &step.error, &step.quiet, &step.enough, &step.open, &step.closed})
    add(ways, *way);
  if (step.kind != Kind::language) {
    for (const auto& [key, way] : step.keys) add(ways, way);
  }
  add(ways, way_to_person(flow, step));
  return ways;
}

std::vector<std::string> silent_ways(const Flow& flow, const FlowStep& step) {
  std::vector<std::string> ways;
  if (asks(step.kind) || step.speech) {
    add(ways, !step.quiet.empty() ? step.quiet : step.error.empty() ? step.next : step.error);
    return ways;
  }
  // The second recording without a sound ends the call.
  if (step.kind == Kind::record) return ways;
  for (const std::string* way : {&step.next, &step.error, &step.enough, &step.open, &step.closed})
    add(ways, *way);
  static_cast<void>(flow);
  return ways;
}

}  // namespace crosstown::flow
