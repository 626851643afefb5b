#include "router/flow/flow_proof.h"

#include <fmt/format.h>

#include <functional>
#include <set>

namespace crosstown::flow {
namespace {

using Names = std::set<std::string, std::less<>>;
using Ways = std::function<std::vector<std::string>(const FlowStep&)>;

std::vector<std::string> names_of(const Flow& flow) { return flow.order; }

// What leads nowhere, with what was meant.
void check_names(const Flow& flow, std::vector<Flaw>& flaws) {
  const auto check = [&](const std::string& at, const std::string& way, std::string_view what) {
    if (way.empty() || flow.find(way)) return;
    const auto names = names_of(flow);
    const std::string_view near = config::nearest(way, names);
    flaws.push_back(
        {at, fmt::format(
                 "{}{} leads to \"{}\", which is no step{}", at.empty() ? "" : at + ": ", what, way,
                 near.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", near))});
  };
  check("", flow.start, "start");
  check("", flow.person, "person");
  for (const std::string& name : flow.order) {
    const FlowStep& step = flow.steps.at(name);
    check(name, step.next, "next");
    check(name, step.error, "error");
    check(name, step.quiet, "silence_next");
    check(name, step.enough, "enough");
    check(name, step.open, "open");
    check(name, step.closed, "closed");
    if (step.kind == Kind::language) continue;
    for (const auto& [key, way] : step.keys) check(name, way, fmt::format("key {}", key));
  }
}

Names reached_from(const Flow& flow, const std::string& start, const Ways& ways) {
  Names seen;
  std::vector<std::string> open{start};
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const FlowStep* const step = flow.find(name);
    if (!step || !seen.insert(name).second) continue;
    for (std::string& way : ways(*step)) open.push_back(std::move(way));
  }
  return seen;
}

// Whether a step is in a circle of these ways.
bool circles(const Flow& flow, const FlowStep& step, const Ways& ways) {
  for (const std::string& way : ways(step)) {
    if (reached_from(flow, way, ways).contains(step.name)) return true;
  }
  return false;
}

bool ends(const FlowStep& step) {
  return step.kind == Kind::hangup ||
         ((step.kind == Kind::transfer || step.kind == Kind::enqueue) && step.next.empty());
}

bool any_of(const Flow& flow, const Names& names, bool (*is)(const FlowStep&)) {
  for (const std::string& name : names) {
    if (is(flow.steps.at(name))) return true;
  }
  return false;
}

bool is_for_person(const FlowStep& step) { return leads_to_person(step.kind); }

void check_step(const Flow& flow, const FlowStep& step, std::vector<Flaw>& flaws) {
  const Ways all = [&](const FlowStep& at) { return ways_on(flow, at); };
  const Ways silent = [&](const FlowStep& at) { return silent_ways(flow, at); };
  if (!any_of(flow, reached_from(flow, step.name, all), ends)) {
    flaws.push_back({step.name, fmt::format("{}: a call that comes here never ends; let a way from "
                                            "here lead to a hangup, a transfer or an enqueue",
                                            step.name)});
  } else if (circles(flow, step, silent)) {
    flaws.push_back(
        {step.name,
         fmt::format("{}: who says and presses nothing goes in a circle here; let `error` "
                     "or `next` of a step of the circle lead out of it",
                     step.name)});
  }
  const std::string person = way_to_person(flow, step);
  if (!person.empty() && flow.find(person) &&
      !any_of(flow, reached_from(flow, person, all), is_for_person)) {
    flaws.push_back(
        {step.name, fmt::format("{}: 0 leads to {}, and from there to no person; a transfer, an "
                                "enqueue, a record or a callback must lie on the way",
                                step.name, person)});
  }
}

}  // namespace

std::vector<Flaw> flaws_of(const Flow& flow) {
  std::vector<Flaw> flaws;
  if (flow.steps.empty()) return {{"", "the flow has no steps"}};
  check_names(flow, flaws);
  if (!flaws.empty()) return flaws;  // the walks below would miss what lies behind
  const Ways all = [&](const FlowStep& at) { return ways_on(flow, at); };
  const Names reached = reached_from(flow, flow.start, all);
  for (const std::string& name : flow.order) {
    const FlowStep& step = flow.steps.at(name);
    if (!reached.contains(name)) {
      flaws.push_back({name, fmt::format("{}: no way leads here from {}", name, flow.start)});
      continue;
    }
    check_step(flow, step, flaws);
  }
  return flaws;
}

}  // namespace crosstown::flow
